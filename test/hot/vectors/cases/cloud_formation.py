"""The functions of the CloudFormation formats, some of which older versions of HOT have too."""

from words import EVERY_TYPE, WIDE, attr, condition, function, param, ref, res
from choices import AWS


def get_att(*args):
    return {'Fn::GetAtt': list(args)}


def join(*args):
    return {'Fn::Join': list(args)}


def select(*args):
    return {'Fn::Select': list(args)}


REF = function('Ref', [
    *[ref(name) for name in ('text', 'empty', 'number', 'zero', 'decimal', 'yes', 'no', 'list', 'no_items', 'map',
    'json_list', 'secret', 'given', 'wide', 'there', 'other', 'later', 'random', 'nobody', 'There', 'constructor')],
    ref('AWS::StackName'), ref('AWS::StackId'), ref('AWS::Region'), ref('AWS::AccountId'), ref('OS::stack_name'),
    ref('OS::project_id'), *[ref(each) for each in EVERY_TYPE], ref(ref('text')), ref(join('', ['te', 'xt'])),
    ref(join('', ['th', 'ere'])),
    ref(['text']), ref(['there']), {'Ref': 'text', 'k': 1}, [ref('text'), {'k': ref('there')}], {'a': ref('nobody')},
    ref(param('text')), {'Ref': {'Ref': 'text', 'k': 1}},
])

FIND = function('Fn::FindInMap', [
    *[{'Fn::FindInMap': args} for args in (
        ['Regions', 'north', 'image'], ['Regions', 'south', 'size'], ['Regions', 'north', 'zones'],
        ['Regions', 'east', 'image'], ['Regions', 'north', 'absent'], ['Nothing', 'north', 'image'],
        ['Empty', 'a', 'b'], ['Numbers', '1', '2'], ['Numbers', 1, 2],
        ['regions', 'north', 'image'], ['Regions', 'north'], ['Regions'], [], ['Regions', 'north', 'image', 'x'],
        ['Regions', None, 'image'], [None, 'north', 'image'], ['Regions', 'north', None],
        ['Regions', ['north'], 'image'], ['Regions', {'a': 'b'}, 'image'],
        ['Regions', ref('text'), 'image'], ['Regions', ref('nobody'), 'image'], ['Regions', ref('list'), 'image'],
        ['Regions', join('', ['nor', 'th']), 'image'], [ref('text'), 'north', 'image'],
        ['Regions', 'north', ref('text')], ['Regions', get_att('there', 'text'), 'image'],
        ['Regions', 'north', 'zones', 0], ['Regions', 'constructor', 'name'], ['Regions', ref('later'), 'image'])],
    *[{'Fn::FindInMap': each} for each in EVERY_TYPE], {'Fn::FindInMap': 'abc'},
    {'Fn::FindInMap': {'a': 1, 'b': 2, 'c': 3}}, select(1, {'Fn::FindInMap': ['Regions', 'north', 'zones']}),
    {'Fn::FindInMap': ['Regions', 'north', 'image'], 'k': 1}, {'Fn::FindInMap': ref('list')},
])

ZONES = function('Fn::GetAZs', [*[{'Fn::GetAZs': each} for each in EVERY_TYPE], {'Fn::GetAZs': 'north'},
    {'Fn::GetAZs': ref('AWS::Region')}, {'Fn::GetAZs': ref('nobody')}, select(1, {'Fn::GetAZs': ''}),
    join('-', {'Fn::GetAZs': ''}), {'Fn::GetAZs': '', 'k': 1}])

GET_ATT = function('Fn::GetAtt', [
    *[get_att('there', name) for name in ('text', 'number', 'flag', 'nothing', 'empty', 'list', 'map', 'empty_list',
    'wide', 'show', 'absent', 'list.0', 'map.k', '', 'constructor')], get_att('there'), get_att(),
    get_att('there', 'list', 0), get_att('nobody', 'text'), get_att('later', 'value'),
    get_att('later', 'absent'), get_att('there', None), get_att('there', 5), get_att('there', ['text']),
    get_att(None, 'text'), get_att(['there'], 'text'), get_att('', ''),
    *[{'Fn::GetAtt': each} for each in EVERY_TYPE], {'Fn::GetAtt': 'there.text'}, {'Fn::GetAtt': 'ab'},
    {'Fn::GetAtt': {'there': 1, 'text': 2}},
    get_att('there', ref('text')), get_att('there', join('', ['te', 'xt'])), get_att(ref('text'), 'text'),
    get_att(join('', ['th', 'ere']), 'text'), {'Fn::GetAtt': ['there', 'text'], 'k': 1},
    [get_att('there', 'text'), {'k': get_att('other', 'value')}], {'Fn::GetAtt': ref('list')},
    get_att('there', ref('nobody')),
])

SELECT = function('Fn::Select', [
    *[select(*args) for args in (
        (0, ['a', 'b']), (1, ['a', 'b']), (2, ['a', 'b']), (-1, ['a', 'b']), (-3, ['a', 'b']), ('0', ['a', 'b']),
        ('1', ['a', 'b']), (' 1 ', ['a', 'b']), ('x', ['a', 'b']), ('', ['a']), ('1.0', ['a', 'b']),
        (1.0, ['a', 'b']), (1.9, ['a', 'b']), (True, ['a', 'b']), (None, ['a']),
        ([0], ['a']), ({'a': 'b'}, ['a']), (0, []), (0, [None]), (0, [['x']]), ('k', {'k': 'v'}), ('x', {'k': 'v'}),
        (0, {'0': 'v'}), ('0', {'0': 'v'}), (None, {'k': 'v'}), ('k', {}), ('k', {'k': None}),
        ('constructor', {'k': 1}), (0, ''), ('k', ''), (0, None), (0, '["a", "b"]'), ('k', '{"k": "v"}'),
        (0, 'text'), (0, '"text"'), (0, '5'), (0, 'null'), (0, 'true'), (0, '{"0": 1}'), (0, 5), (0, True),
        (0, False), (0, 2.5), ('k', ' {"k": 1} '), (0, '[1'), (0,), (), (0, ['a'], ['b']), (0, 'NaN'))],
    *[{'Fn::Select': each} for each in EVERY_TYPE], {'Fn::Select': 'ab'}, {'Fn::Select': {'a': 1, 'b': 2}},
    select(0, param('list')), select('k', param('map')), select(param('number'), ['a']), select(param('zero'), ['a']),
    select(param('digits'), ['a']), select(0, param('text')), select(0, param('empty')),
    select(0, param('json_list')), select(0, attr('there', 'list')), select('k', attr('there', 'map')),
    select(0, attr('there', 'nothing')), select(attr('there', 'number'), ['a']), select(0, attr('later', 'list')),
    select(0, res('there')), select(0, select(1, [['a'], ['b']])), select(0, ['a', 'b'], 'k'),
    {'Fn::Select': [0, ['a']], 'k': 1},
    select(0, ref('list')), select('k', ref('map')), select(0, ref('nobody')), select(ref('zero'), ['a']),
    select(0, get_att('there', 'list')), select(0, get_att('there', 'nothing')), select(0, join(',', ['a'])),
    {'Fn::Select': ref('list')},
])

JOIN = function('Fn::Join', [
    join('-', ['a', 'b']), join('', []), join('-', ['a']), join('-', [None, 'a', None]), join('-', None),
    join('\U0001d4b3', [WIDE, 'b']), *[join(each, ['a', 'b']) for each in EVERY_TYPE],
    *[join('-', each) for each in EVERY_TYPE], *[join('-', ['a', each]) for each in EVERY_TYPE],
    *[{'Fn::Join': each} for each in EVERY_TYPE], join('-'), join('-', ['a'], ['b']), join('-', ref('list')),
    join('-', ref('text')), join('-', [ref('text'), ref('there')]), join('-', [ref('number')]),
    join('-', [ref('map')]), join(ref('text'), ['a', 'b']), join('-', get_att('there', 'list')),
    join('-', [get_att('there', 'text')]),
    join('-', get_att('there', 'nothing')), join('-', [get_att('later', 'value')]),
    join('-', [join('+', ['a', 'b']), 'c']), join('-', [ref('nobody')]), {'Fn::Join': ['-', ['a']], 'k': 1},
    {'Fn::Join': ref('list')},
])

SPLIT = function('Fn::Split', [
    *[{'Fn::Split': args} for args in ([',', 'a,b'], [',', ''], [',', 'a'], [', ', 'a, b'], ['', 'ab'],
    ['\U0001d4b3', 'a\U0001d4b3b'], [',', None], [None, 'a b'], [',', 5], [5, 'a'], [',', ['a']], [['a'], 'a'],
    [',', {'a': 'b'}], [',', True], [','], [], [',', 'a', 'b'], [',', ref('text')], [ref('text'), 'awebb'],
    [',', ref('list')],
                                       [',', get_att('there', 'words')], [',', get_att('there', 'nothing')],
                                       [',', join(',', ['a', 'b'])], [',', ref('nobody')],
                                       [',', get_att('later', 'value')])],
    *[{'Fn::Split': each} for each in EVERY_TYPE], select(1, {'Fn::Split': [',', 'a,b']}),
    {'Fn::Split': [',', 'a'], 'k': 1}, {'Fn::Split': ref('list')},
])


def swap(params, template):
    return {'Fn::Replace': [params, template]}


REPLACE = function('Fn::Replace', [
    swap({'$a': 'x', '$b': 'y'}, '$a $b'), swap({'a': 'b', 'b': 'a'}, 'ab'), swap({'ab': '1', 'a': '2'}, 'aba'),
    swap({}, 'a'), swap({'a': ''}, 'aba'), swap({'': 'x'}, 'a'), swap({WIDE: 'x'}, WIDE),
    *[swap({'x': each}, 'a x b') for each in EVERY_TYPE], *[swap({'a': 'b'}, each) for each in EVERY_TYPE],
    *[swap(each, 'a') for each in EVERY_TYPE],
    *[{'Fn::Replace': each} for each in EVERY_TYPE], {'Fn::Replace': [{'a': 'b'}]},
    {'Fn::Replace': [{'a': 'b'}, 'a', 'c']}, swap({'a': ref('text')}, 'a'), swap({'a': ref('number')}, 'a'),
    swap({'a': ref('list')}, 'a'), swap({'a': get_att('there', 'text')}, 'a'),
    swap({'a': get_att('there', 'nothing')}, 'a'), swap({'w': 'W'}, ref('text')),
    swap({'a': ref('there')}, 'a'), swap(ref('map'), 'k'), swap(ref('json_empty'), 'k'),
    swap({'a': ref('nobody')}, 'a'), {'Fn::Replace': [{'a': 'b'}, 'a'], 'k': 1}, swap({'a': 1.0, 'b': 1e21}, 'a b'),
    swap({'a': get_att('later', 'value')}, 'a'), {'Fn::Replace': ref('list')},
])

BASE64 = function('Fn::Base64', [*[{'Fn::Base64': each} for each in EVERY_TYPE], {'Fn::Base64': WIDE},
    {'Fn::Base64': ref('text')}, {'Fn::Base64': ref('number')}, {'Fn::Base64': join('', ['a', 'b'])},
    {'Fn::Base64': get_att('there', 'text')}, {'Fn::Base64': get_att('there', 'nothing')},
    {'Fn::Base64': get_att('later', 'value')}, {'Fn::Base64': ref('nobody')},
                                 {'Fn::Base64': {'Fn::Base64': 'a'}}, {'Fn::Base64': 'a', 'k': 1}])


def members(*args):
    return {'Fn::MemberListToMap': list(args)}


MEMBERS = function('Fn::MemberListToMap', [
    members('Name', 'Value', ['.member.0.Name=a', '.member.0.Value=x', '.member.1.Name=b', '.member.1.Value=y']),
    members('Name', 'Value', []), members('Name', 'Value', ['.member.1.Name=b', '.member.1.Value=y',
    '.member.0.Name=a', '.member.0.Value=x']), members('Name', 'Value', ['.member.0.Name=a']),
    members('Name', 'Value', ['.member.0.Value=a']), members('N', 'V', ['.member.0.N=a', '.member.0.V=x']),
    members('Name', 'Value', ['.member.0.Name=a=b', '.member.0.Value=x=y']),
    members('Name', 'Value', ['.member.0.Name', '.member.0.Value=x']), members('Name', 'Value', ['nonsense']),
    members('Name', 'Value', ['nonsense=x']),
    members('Name', 'Value', ['.member.x.Name=a', '.member.x.Value=b']),
    members('Name', 'Value', ['.member.0.Name=a', '.member.0.Value=x', '.member.1.Name=a', '.member.1.Value=y']),
    members('Name', 'Value', ['member.0.Name=a', 'member.0.Value=x']), members('Name', 'Value', [5]),
    members('Name', 'Value', 'abc'), members('Name', 'Value', None),
    members('Name', 'Value', {'a': 'b'}), members('Name', 'Value', {'.member.0.Name=a': 1}),
    members('Name', 'Value', 5), members(5, 'Value', []), members('Name', None, []), members('Name', 'Value'),
    members('Name', 'Value', [], []), members('Name', 'Value', ['.member.0.Name=', '.member.0.Value=']),
    *[{'Fn::MemberListToMap': each} for each in EVERY_TYPE],
    members('Name', 'Value', ref('list')), members('Name', 'Value', [ref('text')]),
    members('Name', 'Value', [join('', ['.member.0.Name=', ref('text')]), '.member.0.Value=x']),
    members(ref('text'), 'Value', []), members('Name', 'Value', get_att('there', 'nothing')),
    members('Name', 'Value', ref('nobody')),
])

FACADE = function('Fn::ResourceFacade', [{'Fn::ResourceFacade': each} for each in ['Metadata', 'DeletionPolicy',
    'UpdatePolicy', 'metadata', 'Nothing', *EVERY_TYPE]], within='nested')


def when(*args):
    return {'Fn::If': list(args)}


IF = function('Fn::If', [
    *[when(name, 'yes', 'no') for name in ('always', 'never', 'is_web', 'is_other', 'both', 'either', 'by_parameter',
    'nobody', '')], *[when(each, 'yes', 'no') for each in EVERY_TYPE],
    *[when('always', each, 'no') for each in EVERY_TYPE], *[{'Fn::If': each} for each in EVERY_TYPE], when('always'),
    when('always', 'yes'),
    when('always', 'yes', 'no', 'more'), when({'Fn::Equals': [1, 1]}, 'yes', 'no'),
    when({'Fn::Not': ['always']}, 'yes', 'no'), when(ref('yes'), 'yes', 'no'), when(ref('text'), 'yes', 'no'),
    when('always', ref('text'), ref('nobody')), when('never', ref('nobody'), ref('text')),
    when('always', ref('there'), 'no'), when('never', get_att('nobody', 'x'), 'no'),
    when('always', get_att('there', 'text'), 'no'), when('always', when('never', 1, 2), 3),
    join('-', [when('always', 'a', 'b'), when('never', 'a', 'b')]), {'Fn::If': ['always', 1, 2], 'k': 1},
    when('always', ref('AWS::NoValue'), 'no'), when('never', {'Fn::Join': 5}, 'no'),
    when('always', {'Fn::Join': 5}, 'no'), [when('never', 1, None), 2],
], within='conditional', versions=AWS)


def equals(*args):
    return {'Fn::Equals': list(args)}


EQUALS = condition('Fn::Equals', [
    equals('a', 'a'), equals('a', 'b'), equals(1, 1.0), equals(1, '1'), equals(1, True), equals(None, None),
    equals([1], [1]), equals({'a': 1}, {'a': 1}), equals(ref('text'), 'web'), equals(ref('number'), 7),
    equals(ref('yes'), True), equals(ref('list'), ['x', 'y', 'z']), equals(ref('nobody'), 1),
    equals(ref('there'), 'there-id'),
    equals({'Fn::FindInMap': ['Regions', 'north', 'image']}, 'n-1'),
    equals({'Fn::FindInMap': ['Regions', ref('text'), 'image']}, 'w-1'),
    equals({'Fn::FindInMap': ['Regions', 'east', 'image']}, 'w-1'), equals(get_att('there', 'text'), 'x'),
    equals(join('', ['a']), 'a'), equals(when('always', 1, 2), 1), equals('a'), equals('a', 'b', 'c'), equals(),
    equals(ref('AWS::StackName'), 'shop'), equals(ref('AWS::Region'), 'ap-southeast-1'),
    *[{'Fn::Equals': each} for each in EVERY_TYPE], {'Fn::Equals': [1, 1], 'k': 1}, {'equals': [1, 1]},
], AWS)

NOT = condition('Fn::Not', [*[{'Fn::Not': [each]} for each in ('always', 'never', 'is_web', 'both', 'nobody',
    'subject', *EVERY_TYPE)], *[{'Fn::Not': each} for each in ('always', *EVERY_TYPE)], {'Fn::Not': []},
    {'Fn::Not': ['always', 'never']}, {'Fn::Not': [{'Fn::Not': ['always']}]}, {'Fn::Not': [equals(1, 1)]},
    {'Fn::Not': [ref('yes')]},
                           {'Fn::Not': [ref('text')]}, {'Fn::Not': ref('list')}, {'not': 'always'}], AWS)


def boolean_cases(name):
    def b(*args):
        return {name: list(args)}

    return [*[b(left, right) for left in ('always', 'never') for right in ('is_web', 'is_other')],
        *[b('always', each) for each in EVERY_TYPE], *[b('never', each) for each in EVERY_TYPE],
        *[{name: each} for each in EVERY_TYPE], b('always'), b(), b('always', 'always', 'never'),
        b('always', 'nobody'), b('never', 'nobody'), b('always', equals(1, 1)),
            b('never', {'Fn::Not': ['never']}), b(ref('yes'), ref('no')), b(ref('text'), 'always'),
            b('always', 'subject'), b('never', ref('nobody'))]


PLAIN = condition('cloud-conditions-plain', [*EVERY_TYPE, 'always', 'nobody', 'subject', ref('yes'), ref('no'),
    ref('text'), ref('number'), ref('nobody'), ref('there'), {'Fn::FindInMap': ['Regions', 'north', 'image']},
    {'Fn::FindInMap': ['Nothing', 'north', 'image']}, {'Condition': 'always'}, {'Fn::If': ['always', True, False]},
    join('', ['always']),
                                           select(0, [True]), {'get_param': 'yes'}], AWS)

TOPICS = [REF, FIND, ZONES, GET_ATT, SELECT, JOIN, SPLIT, REPLACE, BASE64, MEMBERS, FACADE, IF, EQUALS, NOT,
    condition('Fn::And', boolean_cases('Fn::And'), AWS), condition('Fn::Or', boolean_cases('Fn::Or'), AWS), PLAIN]
