"""Records what Heat makes of declared inputs and outputs: /usr/bin/python3 record.py > io.json, with Debian's python3-heat."""
import json
from heat.engine import software_config_io as io

NAMES = [{}] + [{'name': n} for n in ('a', None, '', 5, True, ['x'], {'a': 1})]
COMMON = [{'name': 'a', **more} for more in (
    {'zz': 1}, {'zz': 1, 'yy': 2}, {'type': 'Foo'}, {'type': None}, {'type': 5},
    {'description': 3}, {'description': {'x': 1}}, {'description': None}, {'description': 'what it is'})] + [{'zz': 1}]
DEFAULTS = {
    'Number': [3, 3.5, '3', '3.5', ' 4 ', 'x', '', None, True],
    'Boolean': ['yes', 'true', 'TRUE', True, False, 1, '', None, [1]],
    'Json': [{'a': 1}, '{"a":1}', '[1]', [1, 'x'], '{x', 5, True, '', None],
    'CommaDelimitedList': ['a,b', 'a', ['a', 1], {'a': 1}, 5, '', None],
    'String': [5, True, ['x'], {'x': 1}, None, 'text', ''],
}
TYPED = [{'name': 'a', 'type': kind, 'default': value} for kind in DEFAULTS for value in DEFAULTS[kind]]
LOOSE = [{'name': 'a', 'default': value} for value in (5, {'x': [1]}, None, '', 'text')]
FLAGS = [True, 'true', 'yes', False, None, 1]
INPUTS = NAMES + COMMON + TYPED + LOOSE + [{'name': 'a', 'replace_on_change': flag} for flag in FLAGS] + [
    {'name': 'a', 'value': 7}, {'name': 'a', 'value': None}, {'name': 'a', 'type': 'Number', 'value': 'x'},
    {'name': 'a', 'error_output': True}]
OUTPUTS = NAMES + COMMON + [{'name': 'a', 'error_output': flag} for flag in FLAGS] + [
    {'name': 'a', 'default': 1}, {'name': 'a', 'replace_on_change': True}, {'name': 'a', 'value': 1}]


def ask(kind, declared):
    try:
        return {'declared': declared, 'kept': kind(**declared).as_dict()}
    except Exception as error:
        return {'declared': declared, 'error': str(error)}


vectors = {'inputs': [ask(io.InputConfig, each) for each in INPUTS], 'outputs': [ask(io.OutputConfig, each) for each in OUTPUTS]}
lists = [f' "{key}": [\n  ' + ',\n  '.join(json.dumps(each) for each in vectors[key]) + '\n ]' for key in vectors]
print('{\n' + ',\n'.join(lists) + '\n}')
