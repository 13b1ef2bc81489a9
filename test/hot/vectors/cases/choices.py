"""if, and the functions of conditions: equals, not, and, or, get_param, contains, yaql."""

from words import EVERY_TYPE, WIDE, attr, condition, function, param, res
from collections_of import CONTAINS_CASES

CONDITIONAL = ['2016-10-14', '2017-02-24', '2017-09-01', '2018-03-02', '2018-08-31', '2021-04-16']


def when(*args):
    return {'if': list(args)}


IF = function('if', [
    *[when(name, 'yes', 'no') for name in ('always', 'never', 'is_web', 'is_other', 'both', 'either', 'by_parameter',
    'nobody', 'Always', '', 'constructor')],
    *[when(each, 'yes', 'no') for each in EVERY_TYPE],
    *[when('always', each, 'no') for each in EVERY_TYPE], *[when('never', 'yes', each) for each in EVERY_TYPE],
    *[{'if': each} for each in EVERY_TYPE],
    when('always'), when('always', 'yes'), when('never', 'yes'), when('always', 'yes', 'no', 'more'), when(),
    [when('always', 'a'), when('never', 'b'), 'c'], {'k': when('never', 'a'), 'l': when('always', 'b'), 'm': 1},
    [[when('never', 'a')]], {'k': [when('never', 'a')]}, {'k': {'l': when('never', 'a')}},
    [when('never', 'a', None), when('always', None)], {'k': when('never', 'a', None)},
    when('always', when('never', 'a')), [when('always', when('never', 'a')), 'b'],
    [when('never', 'a', when('never', 'b'))],
    {'list_join': ['-', ['a', when('never', 'b'), 'c']]}, {'list_join': [when('never', '+'), ['a']]},
    {'list_join': ['-', when('never', ['a'])]}, {'str_replace': {'template': 'a b',
    'params': {'a': 'x', 'b': when('never', 'y')}}},
    {'str_replace': {'template': when('never', 'a'), 'params': {}}},
    {'str_replace': {'template': 'a', 'params': when('never', {})}}, {'get_param': when('never', 'text')},
    {'get_param': ['list', when('never', 0)]},
    {'get_attr': ['there', 'list', when('never', 0)]}, {'get_attr': ['there', 'list', when('never', 0), 1]},
    {'get_attr': ['there', when('never', 'text')]}, {'get_attr': [when('never', 'there'), 'text']},
    {'get_param': ['list', when('never', 0), 1]}, {'get_param': [when('never', 'text')]},
    {'list_concat': [['a'], when('never', ['b'])]}, {'make_url': {'host': 'h', 'port': when('never', 80)}},
    {'map_replace': [{'a': 'b'}, {'keys': when('never', {})}]}, {'contains': ['a', when('never', ['a'])]},
    {'filter': [when('never', ['a']), ['a']]}, {'repeat': {'template': when('never', 'x'), 'for_each': {'x': ['a']}}},
    {'get_file': when('never', 'a.sh')}, {'get_resource': when('never', 'there')},
    {'map_merge': [{'a': 1}, when('never', {'b': 2})]}, {'map_merge': [{'a': 1}, {'b': when('never', 2)}]},
    {'repeat': {'template': '%x%', 'for_each': {'%x%': ['a', when('never', 'b')]}}},
    {'repeat': {'template': {'k': when('never', '%x%'), 'l': '%x%'}, 'for_each': {'%x%': ['a', 'b']}}},
    {'digest': ['md5', when('never', 'a')]}, {'str_split': [',', 'a,b', when('never', 0)]},
    when({'equals': [1, 1]}, 'yes', 'no'), when({'equals': [param('text'), 'db']}, 'yes', 'no'),
    when({'not': 'always'}, 'yes', 'no'), when({'and': ['always', 'is_web']}, 'yes', 'no'),
    when({'or': ['never', 'is_other']}, 'yes', 'no'),
    when({'equals': [1]}, 'yes', 'no'), when({'not': 'nobody'}, 'yes', 'no'), when({'and': ['always']}, 'yes', 'no'),
    when(param('yes'), 'yes', 'no'), when(param('no'), 'yes', 'no'), when(param('text'), 'yes', 'no'),
    when(param('number'), 'yes', 'no'), when(param('word_true'), 'yes', 'no'), when(param('nobody'), 'yes', 'no'),
    when(attr('there', 'flag'), 'yes', 'no'), when(res('there'), 'yes', 'no'),
    when({'list_join': ['', ['al', 'ways']]}, 'yes', 'no'),
    when({'contains': ['a', ['a']]}, 'yes', 'no'), when({'yaql': {'expression': '1 = 1'}}, 'yes', 'no'),
    when({'if': ['always', True, False]}, 'yes', 'no'), when({'equals': [param('list'), ['x', 'y', 'z']]}, 'yes',
    'no'),
    when('always', param('text'), param('nobody')), when('never', param('nobody'), param('text')),
    when('always', param('nobody'), 'no'), when('always', res('there'), res('nobody')),
    when('never', res('nobody'), 'no'), when('always', res('nobody'), 'no'),
    when('always', attr('there', 'text'), attr('there', 'absent')),
    when('never', attr('nobody', 'x'), attr('there', 'list', 0)), when('always', {'list_join': 5}, 'no'),
    when('never', {'list_join': 5}, 'no'), when('never', {'Ref': 'x'}, 'no'),
    when('always', {'k': param('text'), 'l': [res('there')]}, 'no'), when('always', when('never', 1, 2), 3),
    when('never', when('nobody', 1, 2), 3), when('always', when('nobody', 1, 2), 3),
    {'a': when('always', 'x', 'y'), 'b': [when('never', 'x', 'y')]},
    {'list_join': ['-', [when('always', 'a', 'b'), when('never', 'a', 'b')]]},
    {'list_join': when('always', ['-', ['a']], [])}, {'get_param': when('always', 'text', 'number')},
    {'get_attr': ['there', when('never', 'text', 'list'), when('always', 1, 0)]},
    {'get_resource': when('never', 'there', 'other')}, {'if': param('list')}, {'if': ['always', 'yes', 'no'], 'k': 1},
    when('always', attr('later', 'value'), 1), when('never', 1, res('later')),
    {'if': when('always', ['always', 1, 2], [])},
], within='conditional', versions=CONDITIONAL + ['2016-04-08', 'HeatTemplateFormatVersion'])


def equals(*args):
    return {'equals': list(args)}


EQUALS = condition('equals', [
    equals('a', 'a'), equals('a', 'b'), equals('a', 'A'), equals(1, 1), equals(1, 1.0), equals(1, '1'),
    equals(1, True), equals(0, False), equals('', None), equals(None, None), equals('', False), equals([], []),
    equals([], {}),
    equals({}, {}), equals([1, 2], [2, 1]), equals([1, [2]], [1, [2.0]]), equals({'a': 1, 'b': 2}, {'b': 2, 'a': 1}),
    equals({'a': 1}, {'a': True}), equals({'a': 1}, {'a': 1, 'b': None}), equals('\u00e9', 'e\u0301'),
    equals(WIDE, WIDE),
    equals(True, 'true'), equals(0.1, 0.10), equals(-0.0, 0), equals(1e21, 1e21), equals('always', 'never'),
    equals(True, 'always'),
    *[{'equals': each} for each in EVERY_TYPE], equals('a'), equals('a', 'a', 'a'), equals(),
    equals(param('text'), 'web'), equals(param('number'), 7), equals(param('number'), '7'),
    equals(param('number'), 7.0), equals(param('number_text'), 10), equals(param('yes'), True),
    equals(param('yes'), 'true'), equals(param('no'), False),
    equals(param('list'), ['x', 'y', 'z']), equals(param('list'), 'x,y,z'), equals(param('spaced'), ['one', 'two']),
    equals(param('map', 'k', 0), 10), equals(param('map', 'absent'), ''), equals(param('map', 'n'), None),
    equals(param('digits'), 42),
    equals(param('empty'), ''), equals(param('json_empty'), {}), equals(param('nobody'), 'a'),
    equals(param('secret'), 's3cret'), equals(param('OS::stack_name'), 'shop'), equals(param('text'), param('text')),
    equals([param('text')], ['web']),
    equals({'a': param('number')}, {'a': 7}), equals(attr('there', 'text'), 'a'), equals(res('there'), 'there-id'),
    equals({'list_join': ['', ['a']]}, 'a'), equals({'get_file': 'a.sh'}, 'a'),
    equals({'str_replace': {'template': 'a', 'params': {}}}, 'a'),
    equals({'if': ['always', 1, 2]}, 1), equals({'equals': [1, 1]}, True), equals({'not': 'never'}, True),
    equals({'Ref': 'text'}, 'web'), equals({'equals': [1, 1], 'k': 1}, {'equals': [1, 1], 'k': 1}),
    equals({'contains': ['a', ['a']]}, True),
    {'equals': [1, 1], 'not': 'never'}, {'Equals': [1, 1]}, {'Fn::Equals': [1, 1]},
])

NOT = condition('not', [
    *[{'not': each} for each in ('always', 'never', 'is_web', 'is_other', 'both', 'either', 'by_parameter', 'nobody',
    'subject', 'Always')],
    *[{'not': each} for each in EVERY_TYPE],
    {'not': {'not': 'always'}}, {'not': {'not': {'not': True}}}, {'not': equals('a', 'a')}, {'not': equals('a', 'b')},
    {'not': {'and': ['always', 'never']}}, {'not': param('yes')}, {'not': param('no')}, {'not': param('text')},
    {'not': param('number')},
    {'not': param('word_true')}, {'not': param('nobody')}, {'not': ['always']}, {'not': [True]},
    {'not': ['always', 'never']}, {'not': attr('there', 'flag')}, {'not': {'list_join': ['', ['never']]}},
    {'not': 'always', 'k': 1},
])


def boolean_cases(name):
    def b(*args):
        return {name: list(args)}

    return [
        *[b(left, right) for left in ('always', 'never') for right in ('always', 'never')],
        *[b(left, right) for left in (True, False) for right in ('is_web', 'is_other')],
        *[b('always', each) for each in EVERY_TYPE], *[b('never', each) for each in EVERY_TYPE],
        *[{name: each} for each in EVERY_TYPE],
        b('always'), b(), b('always', 'is_web', 'both'), b('never', 'never', 'never', 'is_other'),
        b('always', 'nobody'), b('never', 'nobody'), b('nobody', 'always'), b('always', 'always', 'never'),
        b('always', equals('a', 'a')), b('never', equals('a', 'a')), b(equals('a'), 'always'),
        b('always', {'not': 'never'}), b('never', {'not': 'nobody'}),
        b(b('always', 'never'), {'or': ['always', 'never']}), b(param('yes'), param('no')),
        b(param('yes'), param('yes')), b(param('text'), 'always'), b('always', param('nobody')),
        b('never', param('number')), {name: param('list')}, {name: param('json_list')}, b('always', 'subject'),
        b('never', 'subject'), {name: ['always', 'always'], 'k': 1},
        b('always', {'list_join': ['', ['always']]}), b('always', attr('there', 'flag')), b(['always'], 'always'),
        b('is_web', {'equals': [param('number'), 7]}, {'not': {'equals': [param('text'), 'db']}}),
    ]


PLAIN = condition('conditions-plain', [
    *EVERY_TYPE, 'always', 'never', 'nobody', 'subject', ['always'], {'always': 1}, param('yes'), param('no'),
    param('text'), param('number'), param('word_true'), param('map', 't'), param('map', 'k'), param('nobody'),
    param('OS::stack_name'),
    attr('there', 'flag'), res('there'), {'if': ['always', True, False]}, {'list_join': ['', ['always']]},
    {'get_file': 'a.sh'}, {'digest': ['md5', 'a']}, {'repeat': {'template': 'a', 'for_each': {'a': ['b']}}},
    {'map_merge': [{}]}, {'str_split': [',', 'a']},
    {'resource_facade': 'metadata'}, {'Ref': 'yes'}, {'Fn::Select': [0, [True]]}, {'filter': [['a'], ['b']]},
    {'list_concat': [['a'], ['b']]}, {'make_url': {}}, {'yaql': {'expression': '1 = 1'}},
    {'yaql': {'expression': '$.data.a', 'data': {'a': param('yes')}}},
    {'yaql': {'expression': '1'}}, {'yaql': {'expression': '('}},
    {'yaql': {'expression': '$.data', 'data': attr('there', 'flag')}}, {'yaql': 5}, {'map_replace': [{}, {}]},
    {'str_replace_strict': {'template': 'a', 'params': {'a': 'b'}}},
])

AWS = ['AWSTemplateFormatVersion']
TOPICS = [
    IF, EQUALS, NOT, condition('and', boolean_cases('and')), condition('or', boolean_cases('or')), PLAIN,
    condition('contains-condition', CONTAINS_CASES + [{'contains': ['p', attr('there', 'list')]}]),
]
for each in TOPICS[1:]:
    each['versions'] = CONDITIONAL
