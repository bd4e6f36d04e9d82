"""What the benchmarks share: an instance of the portal, its processes' CPU time, wrk, tables."""
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time

TOP = os.path.abspath(os.path.join(os.path.dirname(__file__), '..', '..'))
TICK = os.sysconf('SC_CLK_TCK')


def free_port():
    with socket.socket() as s:
        s.bind(('127.0.0.1', 0))
        return s.getsockname()[1]


class Instance:
    """./run in a state folder of its own. `subjects` and `records` of invented data are loaded when given; `settings` are
    lines of its local.conf."""

    def __init__(self, state=None, subjects=0, records=0, settings=''):
        self.owned = state is None
        self.state = state or tempfile.mkdtemp(prefix='portal-bench-')
        if settings:
            with open(os.path.join(self.state, 'local.conf'), 'w') as f:
                f.write(settings)
        self.port = free_port()
        self.url = f'http://127.0.0.1:{self.port}'
        # the measured client is one address: the limits of visitors are not what is measured
        self.env = dict(os.environ, PORTAL_LIMIT_LOOPBACK='0')
        command = [os.path.join(TOP, 'run'), '--port', str(self.port), '--state', self.state, '--empty']
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=self.env)
        for line in self.process.stdout:
            if line.startswith('ready '):
                break
        else:
            raise SystemExit('the instance did not start')
        if subjects:
            self.ctl('generate', '--subjects', str(subjects), '--records', str(records), '--seed', '1')

    def ctl(self, *words, check=True):
        command = [os.path.join(TOP, 'run'), '--state', self.state, 'ctl', *words]
        return subprocess.run(command, check=check, stdout=subprocess.PIPE, text=True, env=self.env).stdout

    def sql(self, text):
        """As root of the private server; rows of tab-separated values."""
        command = ['mariadb', '--no-defaults', '-S', os.path.join(self.state, 'run', 'mariadb.sock'), '-N', '-B', 'credit', '-e', text]
        return [r.split('\t') for r in subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout.splitlines()]

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(20)
        if self.owned:
            shutil.rmtree(self.state, ignore_errors=True)


def processes(pattern):
    """Process ids whose command line matches."""
    found = []
    for pid in os.listdir('/proc'):
        if pid.isdigit():
            try:
                with open(f'/proc/{pid}/cmdline', 'rb') as f:
                    line = f.read().replace(b'\0', b' ').decode('utf-8', 'replace')
            except OSError:
                continue
            if re.search(pattern, line) and int(pid) != os.getpid():
                found.append(int(pid))
    return found


def cpu_seconds(pids):
    """User and system time of these processes and of their reaped children."""
    total = 0
    for pid in pids:
        try:
            with open(f'/proc/{pid}/stat') as f:
                fields = f.read().rsplit(')', 1)[1].split()
        except OSError:
            continue
        total += sum(int(v) for v in fields[11:15])
    return total / TICK


def memory_kib(pid):
    """Private and shared resident memory of a process (Pss is what it really costs)."""
    with open(f'/proc/{pid}/smaps_rollup') as f:
        return sum(int(line.split()[1]) for line in f if line.startswith('Pss:'))


def seconds_of(text):
    number, unit = re.match(r'([\d.]+)(us|ms|s|m)', text).groups()
    return float(number) * {'us': 1e-6, 'ms': 1e-3, 's': 1, 'm': 60}[unit]


def wrk(url, seconds=10, connections=16, script=None):
    """One thread of wrk; requests a second, p50 and p99 in seconds, errors."""
    command = ['wrk', '-t1', f'-c{connections}', f'-d{seconds}s', '--latency', url]
    if script:
        command[1:1] = ['-s', script]
    out = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
    rate = float(re.search(r'Requests/sec:\s+([\d.]+)', out).group(1))
    p50 = seconds_of(re.search(r'\n +50%\s+(\S+)', out).group(1))
    p99 = seconds_of(re.search(r'\n +99%\s+(\S+)', out).group(1))
    bad = re.search(r'Non-2xx or 3xx responses: (\d+)', out)
    broken = re.search(r'Socket errors: (.*)', out)
    requests = int(re.search(r'(\d+) requests in', out).group(1))
    return {'rate': rate, 'requests': requests, 'p50': p50, 'p99': p99, 'bad': int(bad.group(1)) if bad else 0, 'socket': broken.group(1) if broken else ''}


def row(measure, value, bar, reached):
    print(f'| {measure} | {value} | {bar} | {"yes" if reached else "NO"} |', flush=True)
    return reached


def median(values):
    values = sorted(values)
    return values[len(values) // 2]


def need(*programs):
    missing = [p for p in programs if not shutil.which(p)]
    if missing:
        sys.exit(f'missing: {" ".join(missing)} (scripts/install-packages bench)')
