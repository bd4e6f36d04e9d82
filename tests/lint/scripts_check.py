#!/usr/bin/env python3
"""Every shell script passes bash -n and, where it is installed, shellcheck."""
import glob
import os
import shutil
import subprocess
import sys

TOP = os.path.abspath(os.path.join(os.path.dirname(__file__), '..', '..'))


def scripts():
    found = ['run', 'check', '.ci/run'] + sorted(glob.glob('scripts/*', root_dir=TOP))
    return [f for f in found if os.path.isfile(os.path.join(TOP, f))]


def complaints(file):
    """What is wrong with a script, '' when nothing is."""
    said = subprocess.run(['bash', '-n', file], stderr=subprocess.PIPE, text=True).stderr
    if shutil.which('shellcheck'):
        said += subprocess.run(['shellcheck', '-x', '-s', 'bash', '-S', 'warning', '-e', 'SC2317', file],
                               stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True).stdout
    return said


def main():
    os.chdir(TOP)
    passed = failed = 0
    for file in scripts():
        said = complaints(file)
        if said:
            failed += 1
            print(f'FAIL {file}\n{said}')
        else:
            passed += 1
    print(f'{passed} passed, {failed} failed')
    return 1 if failed or not passed else 0


sys.exit(main())
