#!/usr/bin/python3
"""Sealing and verifying: what a seal costs, and that every change of a bit is noticed. See tests/bench/bench.

    tests/bench/seal.py [--flips N] [--seals N]
"""
import argparse
import os
import re
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'seal'))
from common import row  # noqa: E402
from world import BUILD, World, build_tool  # noqa: E402

VERIFICATIONS = 25  # a seal with timestamp: one signature, two answers checked with their chains, three digests
ROUND_TRIPS = 10    # of the signer, in signatures of the same key: the way there and back costs less than the others together


def speed():
    """Seconds of a P-256 signature and of its verification, by openssl on this machine now."""
    out = subprocess.run(['openssl', 'speed', '-seconds', '2', 'ecdsap256'], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, check=True).stdout
    sign, verify = re.search(r'nistp256\)\s+\S+\s+\S+\s+([\d.]+)\s+([\d.]+)', out).groups()
    return 1 / float(sign), 1 / float(verify)


def figures(text):
    return {name: float(value) for name, value in re.findall(r'(\w+_us) ([\d.]+)', text)}


def tampering(world, flips, report):
    """Single bits, half of them anywhere, half from /Contents on (structure, padding, the end)."""
    world.tool('seal', report, world.path('sealed.pdf'))
    world.tool('restamp', world.path('sealed.pdf'), world.path('renewed.pdf'))
    for what, name in (('a sealed report', 'sealed.pdf'), ('a renewed one', 'renewed.pdf')):
        said = world.tool('flips', world.path(name), flips, 11, check=False).stdout
        noticed = int(said.split()[0]) if said else 0
        row(f'single-bit changes of {what} that are noticed', f'{noticed} of {flips}', 'all', noticed == flips)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('--flips', type=int, default=10000)
    parser.add_argument('--seals', type=int, default=1000)
    options = parser.parse_args()
    build_tool('tests/paper/paper_make')
    with tempfile.TemporaryDirectory(prefix='seal-bench-') as folder:
        world = World(folder).start()
        try:
            report = world.path('report.pdf')
            subprocess.run([os.path.join(BUILD, 'tests/paper/paper_make'), 'report', report, 'records=6'], check=True, stdout=subprocess.DEVNULL)
            sign, verify = speed()
            seal = figures(world.tool('time', report, options.seals).stdout)['cpu_us'] / 1e6
            trip = figures(world.tool('round', 1, options.seals).stdout)['wall_us'] / 1e6
            row('CPU time of a seal with timestamp, in P-256 verifications', f'{seal * 1e3:.2f} ms = {seal / verify:.1f}', f'≤ {VERIFICATIONS}',
                seal / verify <= VERIFICATIONS)
            row('the signer asked for a signature, in P-256 signatures', f'{trip * 1e6:.0f} µs = {trip / sign:.1f}', f'≤ {ROUND_TRIPS}',
                trip / sign <= ROUND_TRIPS)
            tampering(world, options.flips, report)
        finally:
            world.stop()


if __name__ == '__main__':
    main()
