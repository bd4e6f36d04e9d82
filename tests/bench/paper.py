#!/usr/bin/python3
"""What a report costs: CPU, size and memory, against Chromium printing the same text and against libharu as it comes.

    tests/bench/paper.py [--times N] [--long N]     prints rows of the README's table

Needs a build (CREDIT_BUILD, default _check/build): paper_make, haru_stock, seal_tool, signer.
"""
import argparse
import html
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time

from common import TICK, TOP, median, need, row

BUILD = os.environ.get('CREDIT_BUILD', os.path.join(TOP, '_check', 'build'))
FONTS = ['/usr/share/fonts/truetype/lxgw-wenkai/LXGWWenKai-Regular.ttf', '/usr/share/fonts/truetype/lxgw-wenkai/LXGWWenKai-Bold.ttf']
HEADING = re.compile(r'\s*([一二三四五六七八九十]+、\S{3,20}|第 \d+ 条|公共信用信息报告|信用信息概要|报告说明|行政(许可|处罚)信息（.*|沈阳\S+公司|\d{4} \d{4} \d{4})\s*$')
MIB = 1 << 20


def run(*command):
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout


def program(name):
    path = os.path.join(BUILD, name)
    if not os.path.exists(path):
        run('make', '-s', '-C', BUILD, name)
    return path


def session_cpu(session):
    """CPU seconds of all processes of a session, those that have ended and were waited for included."""
    total = 0
    for pid in os.listdir('/proc'):
        if not pid.isdigit():
            continue
        try:
            with open(f'/proc/{pid}/stat') as f:
                fields = f.read().rsplit(')', 1)[1].split()
        except OSError:
            continue
        if int(fields[3]) == session:
            total += sum(int(v) for v in fields[11:15])
    return total / TICK


class Chromium:
    """A headless Chromium that stays, spoken to over its pipe."""

    def __init__(self, folder):
        theirs_in, ours_out = os.pipe()
        ours_in, theirs_out = os.pipe()

        def prepare():
            # first away from 3 and 4, so that neither is closed by the other
            a, b = os.dup(theirs_in), os.dup(theirs_out)
            os.dup2(a, 3)
            os.dup2(b, 4)

        self.process = subprocess.Popen(
            ['chromium', '--headless=new', '--no-sandbox', '--disable-gpu', '--no-first-run', f'--user-data-dir={folder}',
             '--remote-debugging-pipe', 'about:blank'],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, close_fds=False, preexec_fn=prepare,
            start_new_session=True)
        os.close(theirs_in)
        os.close(theirs_out)
        self.out, self.input, self.kept, self.number = ours_out, ours_in, b'', 0
        target = self.call('Target.createTarget', url='about:blank')['targetId']
        self.session = self.call('Target.attachToTarget', targetId=target, flatten=True)['sessionId']
        self.call('Page.enable')

    def message(self):
        while b'\0' not in self.kept:
            piece = os.read(self.input, 1 << 20)
            if not piece:
                raise SystemExit('chromium ended')
            self.kept += piece
        one, self.kept = self.kept.split(b'\0', 1)
        return json.loads(one)

    def call(self, method, **parameters):
        self.number += 1
        text = {'id': self.number, 'method': method, 'params': parameters}
        if hasattr(self, 'session'):
            text['sessionId'] = self.session
        os.write(self.out, json.dumps(text).encode() + b'\0')
        while True:
            answer = self.message()
            if answer.get('id') == self.number:
                if 'error' in answer:
                    raise SystemExit(f'chromium: {answer["error"]}')
                return answer['result']

    def print(self, url):
        self.call('Page.navigate', url=url)
        while self.message().get('method') != 'Page.loadEventFired':
            pass
        return self.call('Page.printToPDF', printBackground=True)['data']

    def cpu(self):
        return session_cpu(self.process.pid)

    def stop(self):
        os.killpg(self.process.pid, signal.SIGTERM)
        self.process.wait(20)


def chromium_cpu(folder, text, times):
    """CPU seconds of one print in a warm Chromium."""
    page = os.path.join(folder, 'page.html')
    with open(page, 'w', encoding='utf-8') as f:
        f.write('<!doctype html><html lang="zh-CN"><meta charset="utf-8"><title>x</title>'
                '<style>body{font-family:"LXGW WenKai";font-size:10pt}@page{size:A4}section{break-after:page}</style>')
        for part in text.split('\f'):
            f.write('<section>' + ''.join(f'<p>{html.escape(line)}</p>' for line in part.splitlines() if line.strip()) + '</section>')
    browser = Chromium(os.path.join(folder, 'chromium'))
    try:
        for _ in range(5):
            browser.print('file://' + page)
        begun = browser.cpu()
        for _ in range(times):
            browser.print('file://' + page)
        return (browser.cpu() - begun) / times
    finally:
        browser.stop()


def own_cpu(pid):
    """CPU seconds of one process, in the scheduler's nanoseconds."""
    with open(f'/proc/{pid}/schedstat') as f:
        return int(f.read().split()[0]) / 1e9


def seal_cpu(folder, report, times):
    """CPU seconds of one seal (B-T, P-256, the local timestamp authority), ours and the signer's."""
    for place in ('keys', 'seal'):
        os.mkdir(os.path.join(folder, place))
    subprocess.run([os.path.join(TOP, 'scripts', 'make-demo-keys'), f'{folder}/keys', f'{folder}/seal', 'p256'], check=True,
                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    config = os.path.join(folder, 'portal.conf')
    with open(config, 'w') as f:
        f.write('\n'.join(f'{k} = {folder}/{v}' for k, v in {
            'socket_signer': 'signer.sock', 'signer_key': 'keys/document.key', 'signer_proof_key': 'keys/proof.key',
            'signer_timestamp_key': 'keys/timestamp.key', 'seal_certificate': 'seal/document.pem', 'seal_anchors': 'seal/document-anchors.pem',
            'seal_lists': 'seal/lists.pem', 'seal_proof_keys': 'seal/proof.pem', 'timestamp_certificates': 'seal/timestamp.pem',
            'timestamp_anchors': 'seal/timestamp-anchors.pem'}.items()) + '\n')
    tool = program('tests/seal/seal_tool')
    signer = subprocess.Popen([program('signer'), '--config', config], stderr=subprocess.DEVNULL)
    try:
        for _ in range(100):
            if subprocess.run([tool, config, 'ping'], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode == 0:
                break
            time.sleep(0.05)
        before = own_cpu(signer.pid)
        said = run(tool, config, 'time', report, str(times))
        theirs = (own_cpu(signer.pid) - before) / times
        ours = float(re.search(r'[\d.]+', said).group(0)) / 1e6
        return ours + theirs
    finally:
        signer.terminate()
        signer.wait(10)


def stock_cost(stock, path, text, times, headings):
    """CPU seconds and bytes of libharu's own way; with headings in the second face, as the report has them, or all in one."""
    pages = [[('*' if headings and HEADING.match(line) else '') + line for line in page.splitlines()] for page in text.rstrip('\f').split('\f')]
    with open(path, 'w', encoding='utf-8') as f:
        f.write('\f'.join('\n'.join(page) + '\n' for page in pages))
    said = run(stock, FONTS[0], FONTS[1] if headings else '-', path, path + '.pdf', str(max(3, times // 15))).split()
    return float(said[0]), int(said[1])


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('--times', type=int, default=300, help='of each small report')
    parser.add_argument('--prints', type=int, default=20, help='of Chromium')
    parser.add_argument('--long', type=int, default=10000, help='reports of the memory test')
    options = parser.parse_args()
    need('pdftotext', 'chromium')
    make, stock = program('tests/paper/paper_make'), program('tests/paper/haru_stock')
    folder = tempfile.mkdtemp(prefix='portal-paper-')
    try:
        report, text_file = os.path.join(folder, 'report.pdf'), os.path.join(folder, 'report.txt')
        short = ['empty', report, 'brief=1', 'formal=1']
        rounds = [run(make, *short, f'times={options.times}').split() for _ in range(5)]
        cpu, size, pages = median([float(r[0]) for r in rounds]), int(rounds[0][1]), int(rounds[0][2])
        assert pages == 3, pages
        run(make, *short)
        text = run('pdftotext', '-layout', report, '-')
        seal = seal_cpu(folder, report, options.times)
        all_of_it = cpu + seal
        one_cpu, one_size = stock_cost(stock, text_file, text, options.times, False)
        both_cpu, both_size = stock_cost(stock, text_file, text, options.times, True)
        printed = chromium_cpu(folder, text, options.prints)
        row('CPU of a signed 3-page report, against warm Chromium printing its text',
            f'{all_of_it * 1e3:.2f} ms (paper {cpu * 1e3:.2f}, seal {seal * 1e3:.2f}) : {printed * 1e3:.0f} ms = 1/{printed / all_of_it:.0f}', '≤ 1/50',
            all_of_it * 50 <= printed)
        row('the same against libharu as it comes, time', f'{all_of_it * 1e3:.2f} : {both_cpu * 1e3:.0f} ms = 1/{both_cpu / all_of_it:.0f}; '
            f'with one face only {one_cpu * 1e3:.0f} ms = 1/{one_cpu / all_of_it:.0f}', '≤ 1/15', all_of_it * 15 <= one_cpu)
        row('… and size before its seal', f'{size / 1000:.0f} : {both_size / 1000:.0f} KB = 1/{both_size / size:.1f}; with one face only '
            f'{one_size / 1000:.0f} KB = 1/{one_size / size:.1f}', '≤ 1/2', size * 2 <= both_size)
        for name, more in (('six short fields', ['brief=1']), ('eleven fields, four of them long', [])):
            big = run(make, 'report', os.path.join(folder, 'big.pdf'), 'records=5000', 'times=1', *more).split()
            row(f'a report of 5,000 records ({name}; {big[2]} pages)', f'{float(big[0]):.2f} s of CPU, {int(big[3]) / 1024:.0f} MiB, {int(big[1]) / MIB:.1f} MiB file',
                '≤ 3 s, ≤ 64 MiB', float(big[0]) <= 3 and int(big[3]) <= 64 * 1024)
        grown = int(run(make, *short, f'times={options.long}').split()[4])
        row(f'memory after {options.long:,} reports, beyond the first tenth', f'{grown} KiB', '≤ 1 MiB', grown <= 1024)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == '__main__':
    sys.exit(main())
