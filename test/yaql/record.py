#!/usr/bin/python3
"""Asks yaql itself, with Heat's options, what the expressions of the vectors come to.

Run by hand where Debian's python3-yaql 2.0.0 is installed: test/yaql/record.py [FILE ...]
A file holds {"data": ..., "cases": [{"expression": ..., "data": ...?}, ...]}; the answers are written into it. A case has
then one of: `result`, `unordered` (a result with sets in it), `notJson` (a result that JSON cannot say), or `fault` with
the exception's class and text.
"""

import json
import pathlib
import re
import sys
import warnings

warnings.simplefilter('ignore')

import yaql  # noqa: E402

HERE = pathlib.Path(__file__).parent
ENGINE = yaql.YaqlFactory().create({'yaql.limitIterators': 200, 'yaql.memoryQuota': 10000})
CONTEXT = yaql.create_context()
LARGEST = 2**53 - 1


class NotJson(Exception):
    pass


def plain(value, sets):
    if value is None or isinstance(value, (bool, str)):
        return value
    if isinstance(value, int):
        if abs(value) > LARGEST:
            raise NotJson()
        return value
    if isinstance(value, float):
        if value != value or value in (float('inf'), float('-inf')):
            raise NotJson()
        return value
    if isinstance(value, dict):
        return {key_text(key): plain(each, sets) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(each, sets) for each in value]
    if isinstance(value, (set, frozenset)):
        sets.append(value)
        return [plain(each, sets) for each in value]
    raise NotJson()


def key_text(key):
    if isinstance(key, str):
        return key
    if key is None or isinstance(key, (bool, int, float)):
        return list(json.loads(json.dumps({key: 0})))[0]
    raise NotJson()


def answer(expression, data):
    try:
        value = ENGINE(expression).evaluate({'data': data}, CONTEXT.create_child_context())
    except Exception as fault:  # Whatever it is, it is the answer.
        return {'fault': {'kind': type(fault).__name__, 'text': str(fault)}}
    sets = []
    try:
        result = plain(value, sets)
    except NotJson:
        return {'notJson': True}
    return {'unordered' if sets else 'result': result}


def record(path):
    vectors = json.loads(path.read_text())
    for case in vectors['cases']:
        for key in ('result', 'unordered', 'notJson', 'fault'):
            case.pop(key, None)
        case.update(answer(case['expression'], case.get('data', vectors['data'])))
    # Where in memory a value was is another place each time.
    lines = ',\n'.join(
        '    ' + re.sub(r'\bat 0x[0-9a-f]+', 'at 0x', json.dumps(case)) for case in vectors['cases'])
    path.write_text('{\n  "data": %s,\n  "cases": [\n%s\n  ]\n}\n' % (json.dumps(vectors['data']), lines))
    print('%s: %d' % (path.name, len(vectors['cases'])))


if __name__ == '__main__':
    for name in sys.argv[1:] or sorted((HERE / 'vectors').glob('*.json')):
        record(pathlib.Path(name))
