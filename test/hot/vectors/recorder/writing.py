"""JSON as it is kept in `data`: pretty where it is short, one line for each vector and each outcome."""

import json

WIDTH = 120


def compact(value):
    return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(', ', ': '))


def pretty(value, indent=''):
    line = compact(value)
    if len(line) + len(indent) <= WIDTH or not isinstance(value, (dict, list)) or not value:
        return line
    deeper = indent + ' '
    if isinstance(value, list):
        parts = [deeper + pretty(each, deeper) for each in value]
        return '[\n' + ',\n'.join(parts) + '\n' + indent + ']'
    parts = [deeper + compact(key) + ': ' + pretty(each, deeper) for key, each in value.items()]
    return '{\n' + ',\n'.join(parts) + '\n' + indent + '}'


def write(path, value):
    text = pretty(value) + '\n'
    with open(path, 'w', encoding='utf-8') as file:
        file.write(text)
    return len(text.encode('utf-8'))
