"""list_join, str_replace and its strict brothers, str_split, digest, make_url."""

from words import EVERY_TYPE, WIDE, attr, function, param, res


def join(*args):
    return {'list_join': list(args)}


LIST_JOIN = function('list_join', [
    join('-', ['a', 'b', 'c']), join('', ['a', 'b']), join(', ', ['a']), join('-', []), join('-', ['']),
    join('-', ['', '', '']), join('\n', ['a', 'b']), join('\U0001d4b3', [WIDE, '\u65e5']), join('--', ['a-', '-b']),
    *[join(each, ['a', 'b']) for each in EVERY_TYPE],
    *[join('-', each) for each in EVERY_TYPE],
    *[join('-', ['a', each, 'b']) for each in EVERY_TYPE],
    *[join('-', ['a'], each) for each in EVERY_TYPE],
    *[{'list_join': each} for each in EVERY_TYPE],
    join('-'), join('-', ['a'], ['b']), join('-', ['a'], ['b'], ['c', 'd'], []), join('-', [], []),
    join('-', None, None), join('-', [None]), join('-', [None, None]), join('-', ['a'], 'b'),
    join('-', [['b', 'a'], ['c']]), join('-', [{'b': 1, 'a': [None, True, 2.5, '\u00e9']}]),
    join('-', [{'\U0001d4b3': 1, '\uffff': 2, 'a': 3}]), join('-', [{'k': '\U0001d4b3"\\/\n\t\u007f\u2028'}]),
    join('-', [{'a': {'z': 1, 'y': 2}}]), join('-', [[{'b': 1, 'a': 2}, []]]),
    join('-', [[1, 2.5, 1e21, 1e-7, -0.0]]),
    join('-', [[9007199254740991, 0.1, 100, 1.0]]), join('-', ['a', ['b', {'c': attr('there', 'number')}]]),
    join('-', [param('text'), attr('there', 'text'), res('there')]), join('-', param('list')),
    join('-', param('spaced')), join('-', param('no_items')), join('-', param('json_list')), join('-', param('map')),
    join('-', [param('map')]), join('-', [param('json_list')]), join('-', [param('number')]),
    join('-', [param('yes')]),
    join('-', param('text')), join('-', param('empty')), join('-', param('nobody')), join(param('text'), ['a', 'b']),
    join(param('empty'), ['a', 'b']), join(param('number'), ['a', 'b']), join(param('list'), ['a', 'b']),
    join(attr('there', 'nothing'), ['a', 'b']), join(attr('there', 'text'), ['a', 'b']),
    join('-', attr('there', 'list')), join('-', attr('there', 'list'), attr('other', 'list')),
    join('-', attr('there', 'nothing')), join('-', attr('there', 'empty_list')), join('-', attr('there', 'map')),
    join('-', attr('there', 'empty_map')), join('-', attr('there', 'number')),
    join('-', [attr('there', 'nothing'), 'a']),
    join('-', [attr('there', 'number')]), join('-', [attr('there', 'flag')]), join('-', [attr('there', 'map')]),
    join('-', [attr('later', 'value'), 'a']), join('-', attr('later', 'list')), join('-', [res('later')]),
    join('-', [join('+', ['a', 'b']), join('', [])]), join('-', [{'list_join': ['+', [1]]}]),
    join('-', [{'get_param': 'text', 'x': 1}]), {'list_join': param('list')}, {'list_join': ['-', ['a']], 'x': 1},
    {'a': join('-', ['a', 'b'])}, join('-', ['x'] * 200), join('-', [res('nobody')]),
])


def replace(template, params, name='str_replace', **extra):
    return {name: {'template': template, 'params': params, **extra}}


def replace_cases(name):
    def r(template, params, **extra):
        return replace(template, params, name, **extra)

    return [
        r('$a and $b', {'$a': 'x', '$b': 'y'}), r('aaa', {'a': 'b'}), r('ab', {'a': 'b', 'b': 'a'}),
        r('abc', {'ab': '1', 'bc': '2'}), r('abcd', {'bcd': '1', 'ab': '2', 'a': '3'}),
        r('abab', {'ab': 'a', 'b': 'x'}),
        r('x1 x10 x', {'x': 'q', 'x1': 'r', 'x10': 's'}), r('', {}), r('', {'a': 'b'}), r('text', {}),
        r('a.c abc', {'a.c': 'x'}), r('$& $1', {'$1': '$&'}), r('(a)', {'(': '[', ')': ']'}), r('\\n', {'\\n': '\n'}),
        r('a\nb', {'\n': ' '}), r(WIDE, {'\U0001d4b3': '\U0001d4b4', '\u65e5': ''}), r('\U0001d4b3', {'\ud7ff': 'x'}),
        r('\uffff\U0001d4b3', {'\uffff': '\U0001d4b3', '\U0001d4b3': '\uffff'}), r('A a', {'a': 'b'}),
        r('a', {'a': 'a'}), r('aXbXc', {'X': ''}), r('ab', {'': 'x', 'a': 'y'}), r('ab', {'': 'x'}), r('', {'': 'x'}),
        *[r('a x b', {'x': each}) for each in EVERY_TYPE],
        *[r(each, {'a': 'b'}) for each in EVERY_TYPE],
        *[r('a x b', each) for each in EVERY_TYPE],
        *[{name: each} for each in EVERY_TYPE],
        {name: {'template': 'x'}}, {name: {'params': {'x': 'y'}}}, {name: {'Template': 'x', 'params': {}}},
        r('x', {'x': 'y'}, extra=1), {name: [{'x': 'y'}, 'x']},
        {name: {'template': 'x', 'params': {'x': 'y'}}, 'k': 1},
        r('x y', {'x': 1, 'y': 2.5}), r('x y', {'x': 1e21, 'y': 1e-7}), r('x y', {'x': 1.0, 'y': 100}),
        r('x y', {'x': True, 'y': False}), r('x y', {'x': -0.0, 'y': 12345678901234}),
        r('x', {'x': {'b': 1, 'a': [1, 'z']}}),
        r('x', {'x': ['b', {'d': None, 'c': WIDE}]}), r('x', {'x': []}), r('x', {'x': {}}), r('y', {'x': {}}),
        r('y', {'x': None}), r('y', {'x': ''}), r('y x', {'x': '', 'y': 'z'}), r('xy', {'x': 'y', 'y': 'x', 'z': ''}),
        r('TEXT', {'TEXT': param('text')}), r('N D', {'N': param('number'), 'D': param('decimal')}),
        r('Y', {'Y': param('yes')}), r('L', {'L': param('list')}), r('M', {'M': param('map')}),
        r('J', {'J': param('json_list')}), r('E', {'E': param('empty')}), r('S', {'S': param('secret')}),
        r('A', {'A': attr('there', 'text')}), r('A', {'A': attr('there', 'nothing')}),
        r('A', {'A': attr('there', 'list')}),
        r('A', {'A': attr('there', 'map')}), r('A', {'A': attr('there', 'number')}),
        r('A', {'A': attr('there', 'flag')}),
        r('A R', {'A': attr('later', 'value'), 'R': res('later')}), r('R', {'R': res('there')}),
        r('R', {'R': res('nobody')}),
        r(param('text'), {'w': 'W'}), r(param('lines'), {'\n': ';'}), r({'get_file': 'a.sh'}, {'hello': WIDE}),
        r(param('number'), {'7': 'x'}), r(param('list'), {'x': 'y'}), r(param('empty'), {'x': 'y'}),
        r(param('nobody'), {'x': 'y'}), r('x', param('map')), r('x k', param('json_empty')), r('k', param('list')),
        r('k', attr('there', 'map')), r('k', attr('there', 'empty_map')), r('k', attr('there', 'nothing')),
        r('k', attr('there', 'text')), r(attr('there', 'text'), {'ten': '10'}),
        r(attr('there', 'nothing'), {'a': 'b'}),
        r(attr('there', 'number'), {'7': 'x'}), r('x', {'x': r('a', {'a': 'x'})}), r(r('a', {'a': 'xx'}), {'x': 'y'}),
        {name: param('map')}, {name: attr('there', 'map')}, {'a': [r('x', {'x': 'y'})]},
        r('x' * 300, {'x': 'yz'}), r('x', {'x': {'get_param': 'text', 'k': 1}}),
    ]


SPLIT = function('str_split', [
    *[{'str_split': args} for args in (
        [',', 'a,b,c'], [',', 'a'], [',', ''], [',', ','], ['', 'abc'], ['', ''], [', ', 'a, b,c'], ['ab', 'xabyabz'],
        [',', 'a,b,c', 0], [',', 'a,b,c', 2], [',', 'a,b,c', 3], [',', 'a,b,c', -1], [',', 'a,b,c', -3],
        [',', 'a,b,c', -4], [',', 'a,b,c', '1'], [',', 'a,b,c', ' 1 '], [',', 'a,b,c', '-1'], [',', 'a,b,c', '+1'],
        [',', 'a,b,c', '1.0'], [',', 'a,b,c', 1.0], [',', 'a,b,c', 1.9], [',', 'a,b,c', -0.5], [',', 'a,b,c', 'x'],
        [',', 'a,b,c', ''], [',', 'a,b,c', True], [',', 'a,b,c', False], [',', 'a,b,c', None], [',', 'a,b,c', [0]],
        [',', 'a,b,c', {'a': 'b'}], [',', 'a,b,c', '0_1'], [',', 'a,b,c', 1, 2], [',', 'a,b,c', 0, 'extra'],
        [',', 'a,b,c', 9], [',', '', 0], [',', '', 1], ['\U0001d4b3', 'a\U0001d4b3b'], ['\n', 'a\nb\n'],
        [' ', ' a  b '],
        [None, 'a b  c'], [None, ' a '], [',', None], [None, None], [',', None, 0], [',', 5], [',', True],
        [',', ['a']],
        [',', {'a': 'b'}], [',', []], [5, 'a5b'], [True, 'aTrueb'], [['a'], 'a'], [','])],
    *[{'str_split': each} for each in EVERY_TYPE],
    {'str_split': [',', param('text')]}, {'str_split': ['e', param('text')]}, {'str_split': [',', param('list')]},
    {'str_split': [',', param('number')]}, {'str_split': [param('text'), 'awebb']},
    {'str_split': [',', param('empty')]},
    {'str_split': [',', attr('there', 'words')]}, {'str_split': [',', attr('there', 'words'), 2]},
    {'str_split': [',', attr('there', 'nothing')]}, {'str_split': [',', attr('there', 'nothing'), 1]},
    {'str_split': [',', attr('there', 'number')]}, {'str_split': [',', attr('later', 'value')]},
    {'str_split': [',', 'a,b', attr('there', 'number')]}, {'str_split': [',', 'a,b', param('zero')]},
    {'str_split': ['.', attr('there', 'text'), param('zero')]}, {'str_split': param('list')},
    {'str_split': attr('there', 'list')}, {'str_split': ['-', {'list_join': ['-', ['a', 'b']]}, 1]},
    {'str_split': [',', 'a,b'], 'k': 1}, {'str_split': [',', param('nobody')]}, {'str_split': [',', res('there')]},
    {'list_join': ['+', {'str_split': [',', 'a,b,c']}]}, {'str_split': [',', {'get_file': 'a.sh'}]},
    {'str_split': [',', {'str_split': [';', 'a,b;c', 0]}]}, {'str_split': [{'get_param': 'text'}, None]},
])

ALGORITHMS = ['md5', 'sha1', 'sha224', 'sha256', 'sha384', 'sha512', 'MD5', 'Sha256', 'sha3_256', 'blake2b',
    'sha512_256',
              'crc32', '', 'sha', 'md5 ', 'shake_128']

DIGEST = function('digest', [
    *[{'digest': [name, 'text']} for name in ALGORITHMS],
    *[{'digest': ['md5', each]} for each in EVERY_TYPE],
    *[{'digest': [each, 'text']} for each in EVERY_TYPE],
    *[{'digest': each} for each in EVERY_TYPE],
    {'digest': ['md5']}, {'digest': ['md5', 'a', 'b']}, {'digest': ['sha256', 'na\u00efve']},
    {'digest': ['md5', '\u00ff']},
    {'digest': ['md5', '\u0100']}, {'digest': ['md5', WIDE]}, {'digest': ['md5', 'a\nb']},
    {'digest': ['md5', 'x' * 500]},
    {'digest': ['sha1', param('text')]}, {'digest': ['sha1', param('secret')]}, {'digest': ['sha1', param('number')]},
    {'digest': [param('text'), 'a']}, {'digest': ['sha1', param('list')]},
    {'digest': ['sha1', attr('there', 'text')]},
    {'digest': ['sha1', attr('there', 'nothing')]}, {'digest': ['sha1', attr('there', 'number')]},
    {'digest': ['sha1', attr('later', 'value')]}, {'digest': ['sha1', res('there')]}, {'digest': param('list')},
    {'digest': ['sha1', {'get_file': 'a.sh'}]}, {'digest': ['md5', {'digest': ['md5', 'a']}]},
    {'digest': ['md5', 'a'], 'k': 1},
    {'digest': {'str_split': [',', 'md5,text']}}, {'digest': ['md5', res('nobody')]},
    {'digest': ['md5', param('nobody')]},
])


def url(**parts):
    return {'make_url': parts}


FULL = {'scheme': 'http', 'username': 'me', 'password': 'pw', 'host': 'example.org', 'port': 80, 'path': '/a',
        'query': {'k': 'v'}, 'fragment': 'f'}

MAKE_URL = function('make_url', [
    url(**FULL), url(), url(scheme='http'), url(host='example.org'), url(scheme='http', host='example.org'),
    url(path='/a/b'), url(path='a/b'), url(scheme='file', path='/etc/x'), url(scheme='http', host='h', path='a'),
    url(scheme='http', host='h', path='/a b/\u00e9?#%'), url(scheme='http', host='h', fragment='a b#'),
    url(fragment='x'),
    url(scheme='http', host='h', query={}), url(scheme='http', host='h', query={'a': 'b c&d=e', '\u00e9': '/?:@'}),
    url(scheme='http', host='h', query={'a': ['x', 'y']}), url(scheme='http', host='h',
    query={'n': 5, 't': True, 'z': None}),
    url(scheme='http', host='h', query={'m': {'a': 'b'}}), url(query={'a': '1', 'b': '2'}), url(query={'': ''}),
    url(scheme='http', host='::1'), url(scheme='http', host='[::1]'),
    url(scheme='http', host='fe80::1%eth0', port=80),
    url(scheme='http', host='10.0.0.1', port='8080'), url(scheme='http', host='a b'),
    url(scheme='http', host='\u65e5\u672c'),
    url(scheme='http', host=''), url(scheme='', host=''), url(scheme='ht:tp', host='h'), url(scheme='HTTP', host='H'),
    url(scheme='http', username='a:b@c/d', host='h'), url(scheme='http', password='p/w', host='h'),
    url(scheme='http', username='', password='', host='h'), url(scheme='http', username='u', password='', host='h'),
    url(username='u'), url(username='u', host='h'), url(port=80), url(port=80, path='/a'),
    *[url(scheme='http', host='h', port=each) for each in (
        0, 1, 65535, 65536, -1, '0', '1', '65535', '65536', '80 ', '8_0', '+80', 80.0, 80.5, '80.0', 'http', '', None,
        True,
        [], {})],
    *[url(**{**FULL, name: each}) for name in ('scheme', 'host', 'query') for each in EVERY_TYPE],
    *[url(**{name: 5}) for name in ('scheme', 'username', 'password', 'host', 'path', 'query', 'fragment')],
    *[url(**{name: None}) for name in ('scheme', 'username', 'password', 'host', 'path', 'query', 'fragment')],
    *[{'make_url': each} for each in EVERY_TYPE],
    url(Scheme='http'), url(scheme='http', extra=1), url(scheme='http', host=param('text')),
    url(host=param('number')),
    url(scheme='http', host='h', port=param('number')), url(scheme='http', host='h', port=param('digits')),
    url(scheme='http', host='h', port=param('zero')), url(scheme='http', host='h', port=param('text')),
    url(scheme='http', host='h', port=param('empty')), url(scheme='http', host=attr('there', 'text')),
    url(scheme='http', host=attr('there', 'nothing')), url(scheme='http', host='h', port=attr('there', 'number')),
    url(scheme='http', host='h', port=attr('later', 'value')), url(scheme='http', host=attr('later', 'value')),
    url(scheme='http', host='h', query=param('map')), url(scheme='http', host='h', query=param('list')),
    url(scheme='http', host='h', query=attr('there', 'map')),
    url(scheme='http', host='h', query={'a': param('text')}),
    url(scheme='http', host='h', path=res('there')), {'make_url': param('map')}, {'make_url': param('json_empty')},
    {'make_url': attr('there', 'empty_map')}, {'make_url': FULL, 'k': 1}, url(scheme='http', host=param('nobody')),
    {'list_join': ['', [url(host='h'), '/x']]},
])

TOPICS = [
    LIST_JOIN,
    function('str_replace', replace_cases('str_replace')),
    function('str_replace_strict', replace_cases('str_replace_strict')),
    function('str_replace_vstrict', replace_cases('str_replace_vstrict')),
    SPLIT, DIGEST, MAKE_URL,
]
