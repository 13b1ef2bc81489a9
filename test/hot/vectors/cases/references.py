"""get_param, get_resource, get_attr, get_file, resource_facade."""

from words import EVERY_TYPE, attr, function, param, res

GET_PARAM = function('get_param', [
    *[param(name) for name in (
        'text', 'empty', 'digits', 'word_true', 'wide', 'lines', 'secret', 'number', 'zero', 'negative', 'decimal',
        'number_text', 'yes', 'no', 'list', 'spaced', 'no_items', 'map', 'json_list', 'json_empty', 'given')],
    param('OS::stack_name'), param('OS::stack_id'), param('OS::project_id'), param('OS::region'),
    param('nobody'), param('Text'), param('text '), param(' text'), param('constructor'), param('__proto__'),
    param('there'),
    *[{'get_param': each} for each in EVERY_TYPE],
    {'get_param': ['text']}, {'get_param': ['nobody']}, {'get_param': [None]}, {'get_param': [['text']]},
    {'get_param': ['']}, {'get_param': [5]}, {'get_param': [{'a': 'b'}]}, {'get_param': ['nobody', 'k']},
    param('list', 0), param('list', 2), param('list', 3), param('list', -1), param('list', -3), param('list', -4),
    param('list', '0'), param('list', '-1'), param('list', ' 1 '), param('list', '+1'), param('list', '1.0'),
    param('list', 1.0), param('list', '1_0'), param('list', '0_1'), param('list', 'k'), param('list', ''),
    param('list', None), param('list', True), param('list', False), param('list', [0]), param('list', {'a': 'b'}),
    param('list', 0, 0), param('list', 0, 1), param('list', 0, 0, 0, 0), param('spaced', 1), param('no_items', 0),
    param('map', 'k'), param('map', 'k', 0), param('map', 'k', -1), param('map', 'k', '2'),
    param('map', 'k', 2, 'deep'),
    param('map', 'k', 2, 'deep', 0), param('map', 'k', 'x'), param('map', 'k', 9), param('map', '0'), param('map', 0),
    param('map', 'n'), param('map', 'n', 'x'), param('map', 't'), param('map', 't', 0), param('map', 'f'),
    param('map', 'f', 'x'), param('map', 'nothing'), param('map', 'nothing', 'x'), param('map', None),
    param('map', True), param('map', 1.5), param('map', ''), param('map', 'constructor'), param('map', 'toString'),
    param('map', 'K'), param('map', ['k']),
    param('json_list', 0), param('json_list', '1', '0'), param('json_list', -1, 'a'), param('json_list', 2, 0),
    param('json_list', 'a'), param('json_empty', 'a'), param('json_empty', 0),
    param('text', 0), param('text', -1), param('text', '1'), param('text', 3), param('text', 'x'), param('empty', 0),
    param('wide', 6), param('wide', 7), param('wide', -1), param('digits', 0), param('secret', 0),
    param('number', 0), param('number', 'x'), param('yes', 0), param('decimal', 0),
    param('map', param('nobody')), param('map', param('text')), param('list', param('zero')),
    param('list', param('number')), param('map', 'k', param('zero')), {'get_param': param('text')},
    {'get_param': [param('text')]}, {'get_param': {'get_param': 'nobody'}}, {'get_param': [param('list', 0)]},
    param('map', attr('there', 'text')), param('list', attr('there', 'number')),
    param('list', attr('other', 'value')),
    {'get_param': {'list_join': ['', ['te', 'xt']]}}, {'get_param': attr('there', 'nothing')},
    {'get_param': 'text', 'other': 1}, {'a': param('text'), 'b': [param('number'), param('list')]},
    [param('text'), [param('zero')]], {'get_param': {'get_param': 'text', 'x': 1}},
])

GET_RESOURCE = function('get_resource', [
    res('there'), res('other'), res('random'), res('later'), res('nobody'), res('There'), res('there '),
    *[res(each) for each in EVERY_TYPE],
    res(['there']), res(param('text')), res({'list_join': ['', ['th', 'ere']]}), res(param('nobody')),
    res(attr('there', 'text')), {'get_resource': res('there')}, {'get_resource': 'there', 'x': 1},
    [res('there'), {'deep': [res('other'), res('there')]}], {'k': res('nobody')}, ['a', [res('nobody')]],
    res('text'), res('OS::stack_name'), res('constructor'), res('__proto__'), {'a': {'b': {'c': res('nobody')}}},
])

GET_ATTR = function('get_attr', [
    *[attr('there', name) for name in (
        'text', 'number', 'decimal', 'flag', 'nothing', 'empty', 'list', 'empty_list', 'map', 'empty_map', 'wide',
        'show', 'absent', 'Text', 'constructor', '')],
    attr('there'), attr('other'), attr('random'), attr('later'), attr('nobody'), attr('nobody', 'text'),
    attr('later', 'value'), attr('later', 'list', 0), attr('later', 'absent'),
    *[{'get_attr': each} for each in EVERY_TYPE],
    attr('there', 'list', 0), attr('there', 'list', 2), attr('there', 'list', 3), attr('there', 'list', -1),
    attr('there', 'list', -4), attr('there', 'list', '0'), attr('there', 'list', '1'), attr('there', 'list', 'x'),
    attr('there', 'list', None), attr('there', 'list', 1.0), attr('there', 'list', True),
    attr('there', 'list', False),
    attr('there', 'list', [0]), attr('there', 'list', {'a': 'b'}), attr('there', 'list', 0, 0),
    attr('there', 'list', 0, 'x'), attr('there', 'empty_list', 0),
    attr('there', 'map', 'k'), attr('there', 'map', 'deep'), attr('there', 'map', 'deep', 'list', 1, 'ip'),
    attr('there', 'map', 'deep', 'list', '1', 'ip'), attr('there', 'map', 'deep', 'list', 9, 'ip'),
    attr('there', 'map', 0), attr('there', 'map', '0'), attr('there', 'map', 'absent'), attr('there', 'map', 'none'),
    attr('there', 'map', 'none', 'x'), attr('there', 'map', None), attr('there', 'map', 'k', 'x'),
    attr('there', 'map', 'toString'), attr('there', 'map', ''), attr('there', 'map', True),
    attr('there', 'text', 0), attr('there', 'text', -1), attr('there', 'text', '0'), attr('there', 'text', 99),
    attr('there', 'wide', 6), attr('there', 'wide', 7), attr('there', 'number', 0), attr('there', 'flag', 0),
    attr('there', 'nothing', 0), attr('there', 'nothing', 'a', 'b'), attr('there', 'absent', 'x'),
    attr('there', 'show', 'id'), attr('there', None), attr('there', None, 'text'), attr('there', 5), attr('there', True), attr('there', ['text']),
    attr('there', {'a': 'b'}), attr(None, 'text'), attr(5, 'text'), attr(['there'], 'text'), attr('', 'text'),
    attr('there', param('text')), attr('there', {'list_join': ['', ['te', 'xt']]}), attr(param('text'), 'text'),
    attr({'list_join': ['', ['th', 'ere']]}, 'text'), attr('there', 'map', param('text')),
    attr('there', 'map', {'list_join': ['', ['k']]}), attr('there', 'list', param('zero')),
    attr('there', 'list', param('number')), attr('there', 'list', attr('there', 'number')),
    attr('there', 'map', attr('other', 'value')), attr('there', attr('other', 'value')),
    attr('there', 'map', 'deep', 'list', param('zero'), 'ip'), attr(attr('other', 'value'), 'text'),
    attr(res('there'), 'text'), {'get_attr': param('list')}, {'get_attr': attr('there', 'list')},
    {'get_attr': ['there', 'text'], 'x': 1}, [attr('there', 'text'), {'k': attr('other', 'value')}],
    {'a': attr('there', 'list'), 'b': attr('there', 'map', 'k')},
])


def file(name):
    return {'get_file': name}


GET_FILE = function('get_file', [
    file('a.sh'), file('empty.txt'), file('wide.txt'), file('data.json'), file('http://example.org/b.yaml'),
    file('5'), file('absent.sh'), file('A.sh'), file('./a.sh'), file('a.sh '), file('constructor'),
    *[file(each) for each in EVERY_TYPE],
    file(5), file(['a.sh']), file(param('text')), file(param('nobody')), file({'list_join': ['.', ['a', 'sh']]}),
    file({'list_join': ['.', ['b', 'sh']]}), file(attr('there', 'text')), file(res('there')), file(file('a.sh')),
    {'get_file': 'a.sh', 'x': 1}, [file('a.sh'), {'k': file('empty.txt')}],
])


def facade(name):
    return {'resource_facade': name}


FACADE = function('resource_facade', [
    facade('metadata'), facade('deletion_policy'), facade('update_policy'), facade('Metadata'), facade('name'),
    *[facade(each) for each in EVERY_TYPE],
    facade(param('text')), {'a': facade('metadata')},
], within='nested')

TOPICS = [GET_PARAM, GET_RESOURCE, GET_ATTR, GET_FILE, FACADE]
