"""Parameters: their types, constraints and defaults, and the values that users give."""

from words import ABSENT, WIDE, parameters

HOT = ['2013-05-23', '2016-10-14', '2017-02-24', '2018-03-02', '2021-04-16']


def typed(name, *values, **more):
    return {'type': name, **more}, list(values)


def bound(name, constraint, *values, **more):
    return {'type': name, 'constraints': constraint if isinstance(constraint, list) else [constraint],
        **more}, list(values)


GIVEN = ['text', '', ' ', '5', '-5', '5.0', '2.50', '1e3', '0x10', '0644', '1_000', ' 7 ', '+7', '.5', '5.', '007',
    '12345678901234567890', '1e400', 'nan', 'inf', '-Infinity', 'true', 'True', 'FALSE', 'on', 'off', 'yes', 'no',
    'y', 'n', 't', 'f', '1', '0', ' true ', 'a,b', 'a, b', ',', '[]', '{}', '[1, 2]', '{"a": 1}', '{"a": 1, "a": 2}',
    'null', '"x"', '{a: 1}', "{'a': 1}", WIDE, '\u0661',
         0, 1, -1, 5, 2.5, 5.0, -0.0, 1e21, 1e-7, 9007199254740991, True, False, None, [], ['a', 'b'], [1, 2.5, True],
         [None], [['a']], ['a,b'], {}, {'a': 1}, {'a': {'b': [None]}}]
TYPES = ['string', 'number', 'comma_delimited_list', 'json', 'boolean']

CONVERSIONS = [typed(name, *GIVEN, ABSENT) for name in TYPES]
DEFAULTS = [(({'type': name, 'default': default}), [ABSENT]) for name in TYPES for default in GIVEN] + [
    ({'type': name, 'default': default, 'constraints': [constraint]}, [ABSENT, given])
    for name, default, constraint, given in (
        ('json', '{"k": "v"}', {'length': {'max': 5}}, '{}'), ('json', '{}', {'length': {'min': 2}}, {'a': 1, 'b': 2}),
        ('comma_delimited_list', '', {'allowed_values': ['a']}, ''),
        ('comma_delimited_list', 'a,b', {'length': {'max': 2}}, 'a'), ('string', 'abc', {'length': {'max': 2}}, 'a'))]

SCHEMAS = [
    *[({'type': each}, ['x']) for each in ('String', 'Number', 'text', 'list', 'integer', 'map', '', None, 5,
    ['string'])], ({}, ['x']), ('string', ['x']), (None, ['x']), ([], ['x']), (5, ['x']), ({'Type': 'String'}, ['x']),
    ({'type': 'string', 'extra': 1}, ['x']), ({'type': 'string', 'Default': 'a'}, ['x']),
    typed('string', ABSENT, default=None), typed('string', 'x', default='a'), typed('string', None, default='a'),
    typed('string', '', default='a'), typed('string', 'x', description='d', label='l'),
    typed('string', 'x', description=None, label=None), typed('string', 'x', description=5, label=5),
    typed('string', 'x', hidden=True), typed('string', 'x', hidden='true'),
    typed('string', 'x', hidden='maybe'), typed('string', 'x', hidden=5), typed('string', 'x', immutable=True),
    typed('string', 'x', immutable='yes'), typed('string', 'x', immutable='maybe'), typed('string', 'x', tags=['a']),
    typed('string', 'x', tags='a'), typed('string', 'x', tags=[5]), typed('string', 'x', tags=None),
    typed('string', 'x', schema={}), typed('string', 'x', constraints=None),
    typed('string', 'x', constraints=[]), typed('string', 'x', constraints={}),
    typed('string', 'x', constraints='length'), typed('string', 'x', constraints=['length']),
    typed('string', 'x', constraints=[None]), typed('string', 'x', constraints=[{}]),
    typed('string', 'x', constraints=[{'description': 'd'}]), typed('string', 'x', constraints=[{'size': 1}]),
    typed('string', 'x', constraints=[{'length': {'min': 1}, 'size': 1}]),
    typed('string', 'x', constraints=[{'Length': {'min': 1}}]),
    typed('string', 'xx', constraints=[{'length': {'max': 1}, 'allowed_values': ['xx']}]),
    typed('string', 'x', constraints=[{'length': {'min': 2}}, {'allowed_values': ['y']}]),
]

LENGTH = [
    bound('string', {'length': {'min': 2, 'max': 4}}, 'a', 'ab', 'abcd', 'abcde', '', '\U0001d4b3',
    '\U0001d4b3\U0001d4b3', 'e\u0301', 12345, 123, True, None), bound('string', {'length': {'min': '2'}}, 'a', 'ab'),
    bound('string', {'length': {'max': 0}}, '', 'a'), bound('string', {'length': {}}, 'a'),
    bound('string', {'length': {'min': None}}, 'a'),
    bound('string', {'length': {'min': 'x'}}, 'a'), bound('string', {'length': {'min': 2.5}}, 'ab', 'abc'),
    bound('string', {'length': {'min': -1}}, ''), bound('string', {'length': {'min': 3, 'max': 2}}, 'ab'),
    bound('string', {'length': {'minimum': 2}}, 'a'), bound('string', {'length': 5}, 'a'),
    bound('string', {'length': None}, 'a'), bound('string', {'length': [1, 2]}, 'a'),
    bound('string', {'length': {'min': True}}, '', 'a'), bound('comma_delimited_list',
    {'length': {'min': 1, 'max': 2}}, '', 'a', 'a,b', 'a,b,c', ',', ['a'], [], ['a', 'b', 'c']),
    bound('json', {'length': {'min': 1, 'max': 2}}, '{}', '{"a": 1}', '{"a": 1, "b": 2, "c": 3}', '[]', '[1, 2]',
    {'a': 1}, [1, 2, 3], '"abc"', '5'),
    bound('number', {'length': {'min': 1}}, 5), bound('boolean', {'length': {'min': 1}}, True),
    bound('string', {'length': {'min': 2}, 'description': 'at least two'}, 'a', 'ab'),
    bound('string', {'length': {'min': 2}, 'description': ''}, 'a'),
    bound('string', {'length': {'min': 2}}, 'a', 'ab', hidden=True),
    bound('string', {'length': {'min': 2}}, ABSENT, 'ab', default='a'),
    bound('string', {'length': {'min': '1e1'}}, 'a' * 10), bound('string', {'length': {'max': 3}}, 'a\nb', 'a\r\nb'),
]

RANGE = [
    bound('number', {'range': {'min': 1, 'max': 10}}, 0, 1, 10, 11, 1.5, '5', '0', '10.5', ' 5 ', 'x', True, -1, None,
    1e3), bound('number', {'range': {'min': 2.5}}, 2, 2.5, 3, '2.4'),
    bound('number', {'range': {'max': 0}}, 0, 1, -1, -0.0), bound('number', {'range': {'min': '1', 'max': '2.5'}}, 0,
    1, 2.5, 3), bound('number', {'range': {}}, 5), bound('number', {'range': {'min': 'x'}}, 5),
    bound('number', {'range': {'min': None}}, 5), bound('number', {'range': {'min': 5, 'max': 1}}, 3),
    bound('number', {'range': {'step': 1}}, 3), bound('number', {'range': 5}, 3),
    bound('number', {'range': [1, 2]}, 1), bound('string', {'range': {'min': 1}}, '5'),
    bound('comma_delimited_list', {'range': {'min': 1}}, '5'), bound('json', {'range': {'min': 1}}, '5'),
    bound('boolean', {'range': {'min': 1}}, True),
    bound('number', {'range': {'min': 1}, 'description': 'positive'}, 0, 1),
    bound('number', {'range': {'min': 1}}, ABSENT, 2, default=0),
    bound('number', {'range': {'min': 1}}, 0, hidden=True), bound('number',
    [{'range': {'min': 1}}, {'range': {'max': 5}}], 0, 3, 6), bound('number', {'range': {'min': True}}, 0, 1),
]

MODULO = [
    bound('number', {'modulo': {'step': 2, 'offset': 0}}, 0, 1, 2, -2, -3, '4', '5', 2.0, 2.5, 'x'),
    bound('number', {'modulo': {'step': 3, 'offset': 1}}, 0, 1, 4, -2, 7),
    bound('number', {'modulo': {'step': '2', 'offset': '1'}}, 1, 2), bound('number', {'modulo': {'step': 2}}, 2),
    bound('number', {'modulo': {'offset': 1}}, 2), bound('number', {'modulo': {}}, 2),
    bound('number', {'modulo': {'step': 0, 'offset': 0}}, 2),
    bound('number', {'modulo': {'step': -2, 'offset': -1}}, -3, -2, 3),
    bound('number', {'modulo': {'step': -2, 'offset': 1}}, 3),
    bound('number', {'modulo': {'step': 2, 'offset': 2}}, 2), bound('number', {'modulo': {'step': 2, 'offset': 3}},
    2), bound('number', {'modulo': {'step': 2.5, 'offset': 0}}, 5, 4),
    bound('number', {'modulo': {'step': 'x', 'offset': 0}}, 5), bound('number', {'modulo': 5}, 5),
    bound('number', {'modulo': {'step': 2, 'offset': 0, 'x': 1}}, 5),
    bound('string', {'modulo': {'step': 2, 'offset': 0}}, '4'),
    bound('json', {'modulo': {'step': 2, 'offset': 0}}, '4'), bound('number',
    {'modulo': {'step': 2, 'offset': 0}, 'description': 'even'}, 3),
    bound('number', {'modulo': {'step': 2, 'offset': 0}}, ABSENT, default=3),
    bound('number', {'modulo': {'step': 2, 'offset': 0}}, 3, hidden=True),
]

ALLOWED_VALUES = [
    bound('string', {'allowed_values': ['a', 'b', '']}, 'a', 'c', '', 'A', ' a', 5, True, None),
    bound('string', {'allowed_values': [1, 2.5, True]}, '1', 1, '2.5', 2.5, 'True', True, 'true'),
    bound('string', {'allowed_values': []}, 'a'), bound('string', {'allowed_values': 'abc'}, 'a', 'ab', 'd'),
    bound('string', {'allowed_values': {'a': 1}}, 'a', 'b'), bound('string', {'allowed_values': None}, 'a'),
    bound('string', {'allowed_values': 5}, 'a'), bound('number', {'allowed_values': [1, 2.5]}, 1, 2.5, '1', '2.5',
    '1.0', 3, True, 1.0), bound('number', {'allowed_values': ['1', '2']}, 1, '1', 2.0, 3),
    bound('number', {'allowed_values': ['x']}, 1), bound('boolean', {'allowed_values': [True]}, True, False, 'true',
    'yes', 1), bound('boolean', {'allowed_values': ['true', 'no']}, True, False, 'true', 'no'),
    bound('comma_delimited_list', {'allowed_values': ['a', 'b']}, 'a', 'a,b', 'b,a,a', 'a,c', '', ['a'], ['c'],
    'a, b'), bound('comma_delimited_list', {'allowed_values': [1, 2]}, '1', '1,2', [1]),
    bound('json', {'allowed_values': [{'a': 1}]}, '{"a": 1}', '{"a": 2}'),
    bound('json', {'allowed_values': ['x']}, '"x"'), bound('string',
    {'allowed_values': ['a'], 'description': 'only a'}, 'b'),
    bound('string', {'allowed_values': ['a']}, ABSENT, 'a', default='b'),
    bound('string', {'allowed_values': ['a']}, 'b', hidden=True),
    bound('number', {'allowed_values': [1]}, ABSENT, default='1'),
    bound('string', {'allowed_values': [WIDE]}, WIDE, 'x'), bound('comma_delimited_list', {'allowed_values': ['a']},
    ABSENT, default='a,b'), bound('string', {'allowed_values': ['a', None]}, 'a', 'None', 'b'),
]

PATTERNS = [
    ('[a-z]+', ['abc', 'Abc', 'abc1', '', 'abc\n', '\nabc']), ('^[a-z]+$', ['abc', 'abc\n', 'x1']),
    ('a|ab', ['a', 'ab', 'b', 'abc']), ('ab|a', ['a', 'ab']), ('(?i)abc', ['ABC', 'abd']),
    ('(?P<n>a)(?P=n)', ['aa', 'ab']), ('(?P<n>a)\\1', ['aa', 'ab']), ('(a)\\1', ['aa', 'ab']),
    ('\\d+', ['123', '\u0661\u0662', '12a']), ('\\w+', ['abc_1', '\u00e9', 'a-b']), ('\\s*', [' \t', '\u00a0', 'x']),
    ('.', ['a', '\n', '\U0001d4b3', '\u2028']), ('..', ['\U0001d4b3', 'ab']),
    ('(?s).', ['\n']), ('(?m)^a$', ['a', 'a\nb']), ('\\Aabc\\Z', ['abc', 'abc\n']),
    ('a{2,3}', ['a', 'aa', 'aaa', 'aaaa']), ('a{,2}', ['', 'aa', 'aaa', 'a{,2}']), ('a{2}', ['aa']),
    ('a{x}', ['a{x}', 'a']), ('[^a]', ['b', 'a', '\n']), ('[]]', [']', 'a']), ('[^]]', ['a', ']']),
    ('[a-]', ['-', 'a', 'b']), ('[\\w.-]+', ['a.b-c', 'a b']), ('[a&&b]', ['a', '&', 'c']), ('(?=a)a', ['a']),
    ('(?!a).', ['a', 'b']), ('(?<=a)b', ['b']), ('(?<!a)b', ['b']), ('(?:a)+', ['aaa']), ('(?#note)a', ['a']),
    ('(a)?(?(1)b|c)', ['ab', 'c', 'a']),
    ('(?x) a b # note', ['ab', 'a b']), ('(?a)\\w', ['a', '\u00e9']), ('(?L)a', ['a']), ('(?u)\\w', ['\u00e9']),
    ('a++', ['aa']), ('(?>a+)', ['aa']), ('\\_', ['_']), ('\\-', ['-']), ('\\/', ['/']), ('/', ['/']), ('\\e', ['e']),
    ('\\x41', ['A']), ('\\u0041', ['A']), ('\\U0001d4b3', ['\U0001d4b3']), ('\\N{BULLET}', ['\u2022']),
    ('\\p{L}', ['a']), ('\\h', ['h']), ('\\07', ['\u0007']), ('\\0', ['x']), ('\\bab\\b', ['ab']), ('\\Bab', ['ab']),
    ('[\\b]', ['\b']), ('(', ['(']), (')', [')']), ('[', ['[']), ('*a', ['a']), ('a**', ['a']), ('+', ['+']),
    ('?', ['a']),
    ('', ['', 'a']), ('a$b', ['a$b', 'ab']), ('^^a', ['a']), ('a$$', ['a']), ('{', ['{']), ('}', ['}']),
    ('a{', ['a{']), (']', [']']), ('(?i:A)b', ['ab', 'aB']), ('(?-i:a)', ['a']), ('a(?i)b', ['ab']),
    ('[[:alpha:]]', ['a', ':]']), ('[a-z', ['a']), ('[z-a]', ['a']), ('(?P<1>a)', ['a']), ('(?<n>a)', ['a']),
    ('(?P>n)', ['a']), ('\\1', ['a']), ('(a)(b)(c)(d)(e)(f)(g)(h)(i)(j)\\10', ['abcdefghijj']),
    ('\u00e9', ['\u00e9', 'e\u0301']), ('[\U0001d4b3-\U0001d4b5]', ['\U0001d4b4', 'a']), ('(?i)\u017f', ['s', 'S']),
    ('(?i)k', ['\u212a']), ('[A-Za-z][A-Za-z0-9_-]*', ['web-1', '1web']),
    ('(\\d{1,3}\\.){3}\\d{1,3}', ['10.0.0.1', '10.0.0']), ('((25[0-5]|2[0-4]\\d|1?\\d?\\d)(\\.(?!$)|$)){4}',
    ['10.0.0.1', '256.1.1.1']), ('[\\x00-\\x7f]*', ['abc', '\u00e9']), ('\\.', ['.', 'a']), ('a\\', ['a']),
    ('\\t\\n\\r\\f\\v\\a', ['\t\n\r\f\u000b\u0007']), ('[\\d\\-x]', ['-', '5']), ('\\d\\S\\D\\W', ['1ab!', '1 a!']),
    ('(a+)+', ['aaa', 'aab']), ('a??', ['', 'a']), ('a*?', ['aaa']), ('.*', ['a\nb', 'ab']), ('(.|\\n)*', ['a\nb']),
    ("[']", ["'"]), ('["]', ['"']), ('[ -~]+', ['a b', '\u00e9']),
]

ALLOWED_PATTERN = [
    *[bound('string', {'allowed_pattern': pattern}, *values) for pattern, values in PATTERNS],
    bound('string', {'allowed_pattern': 5}, '5'), bound('string', {'allowed_pattern': None}, 'a'),
    bound('string', {'allowed_pattern': ['a']}, 'a'), bound('number', {'allowed_pattern': '\\d+'}, 5),
    bound('comma_delimited_list', {'allowed_pattern': '[a-z]+'}, 'a,b', 'a,1'),
    bound('json', {'allowed_pattern': '.*'}, '{}'),
    bound('boolean', {'allowed_pattern': '.*'}, True), bound('string', {'allowed_pattern': '\\d+'}, 5, True, '5'),
    bound('string', {'allowed_pattern': '[a-z]', 'description': 'one letter'}, '1', 'a'),
    bound('string', {'allowed_pattern': '[a-z]'}, ABSENT, default='1'),
    bound('string', {'allowed_pattern': '[a-z]'}, '1', hidden=True),
]

# Times are far enough away that it does not matter when this is recorded.
CUSTOM = {
    'cron_expression': ['* * * * *', '0 3 * * 1', '* * * *', 'x', '', '*/5 * * * *', '10/5 * * * *', '0-59/7 * * * *',
        '* * * * * *', '* * * * * 59', '* * * * * 60', '* * * * * * *', '@daily', '@HOURLY', '@reboot', '60 * * * *',
        '-1 * * * *', '* 24 * * *', '* * 0 * *', '* * 0 * * *', '* * 32 * *', '* * L * *', '* * 20-l * *', '* * l-5 * *', '* * * 0 *',
        '* * * 13 *', '* * * jan *', '* * * JAN-mar *', '* * * foo *', '* * * * sun', '* * * * 7', '* * * * 7 0',
        '* * * * 8', '* * * * fri-sun', '* * * * fri-mon', '* * * * mon#2', '* * * * mon#6', '* * * * l5', '* * * * l8',
        '* * * * mon#1,tue', '* * * * mon#1,*', '5-3 * * * *', '0-70 * * * *', '*/0 * * * *', '1-2-3 * * * *', '1,2,3 * * * *', '1,,2 * * * *',
        'a * * * *', '1.5 * * * *', '*/x * * * *', '5/ * * * *', 'h * * * *', 'r * * * *', 'r(0-5) * * * *', 'r/0 * * * *',
        'r/15 * * * *', '  *  *  *  *  *  ', '*\t*\t*\t*\t*', '? * * * *'],
    'dns_domain': ['example.org.', 'example.org', '-a.org.', '', '.', 'a.1.', '1.', 'org.'],
    'dns_name': ['a.example.org.', 'a', 'a..b', '.', 'a' * 70, 'a' * 63, '', 'A.b', 'a_b', 'a-b', '-', 'a-', '1.2.', '1.2',
        '.a', 'a.b.c.' * 50, '\u00fc.org'],
    'rel_dns_name': ['a', 'a.b', 'a.', '', 'a..b', 'a.' * 125 + 'aa', 'a.' * 127 + 'a'],
    'expiration': ['2999-01-01T00:00:00', 'tomorrow', '2001-01-01', ' 2999-01-01 ', '', "it's", '2999-13-01', '2999-02-30',
        '0000-01-01', '2999-01-01T24:00:00', '2999-01-01T23:60', '2999-01-01T23:00:60'],
    'ip_addr': ['10.0.0.1', '::1', '10.0.0.256', '10.0', 'x', '010.0.0.1', '', ' 10.0.0.1', '10.0.0.1 ', '1.2.3', '1.2.3.4.5',
        '0x1.2.3.4', '-1.2.3.4', '::', 'fe80::1%eth0', '::ffff:1.2.3.4', '1:2:3:4:5:6:7:8', '1:2:3:4:5:6:7', '1::2::3', 'FE80::A',
        '12345::', '::1/128', '10.0.0.1/8', '[::1]', '1_0.0.0.1'],
    'ip_or_cidr': ['10.0.0.1', '10.0.0.0/8', '10.0.0.1/33', 'x', '010.0.0.1', '10.0.0.0/255.0.0.0', '10.0/8', '::/0', '::1',
        'a/b', '', '/', '10.0.0.1/24', ' 10.0.0.1', '10.0.0.0/8 '],
    'net_cidr': ['10.0.0.0/8', '10.0.0.1', '10.0.0.1/24', '::/0', 'x', '10.0.0.0/99', '10.0.0.0/255.0.0.0', '10.0.0.0/0.255.255.255',
        '10.0.0.0/255.0.255.0', '10/8', '192.168/16', '::1', 'fe80::1:0:0:1', '::ffff:1.2.3.4', '::1.2.3.4', '1:0:0:2::', 'FE80::/10',
        'fe80::1/64', 'fe80::/129', 'fe80::/ffff::', '010.0.0.0/8', '10.0.0.0/08', '10.0.0.0/-1', '10.0.0.0/', '', '/8', '10.0.0.0/8/8',
        '10.0.0.0 /8', '300/8', '1.2.3.4.5/8', '0.0.0.0/0', '255.255.255.255/32'],
    'mac_addr': ['fa:16:3e:00:00:01', 'fa-16-3e-00-00-01', 'fa:16', 'FA:16:3E:00:00:01', 'fa16.3e00.0001', 'fa16:3e00:0001',
        'fa163e:000001', 'fa163e-000001', 'fa163e000001', 'fa163e00001', 'fa163e0000011', 'f:1:3:0:0:1', 'fa:16:3e:00:00:0g', '',
        'fa:16-3e:00:00:01', 'fa.16.3e.00.00.01', ' fa:16:3e:00:00:01'],
    'iso_8601': ['2030-01-01T00:00:00Z', '2030-01-01', 'x', '20300101T000000', '2030', '203001', '2030-01', '2030-1-1', '20300101',
        '2030-01-01 00:00', '2030-01-01T00', '2030-01-01T0000', '2030-01-01T00:00:00.123', '2030-01-01T00:00:00,5+02:00',
        '2030-01-01T00:00:00+0200', '2030-01-01T00:00:00-02', '2030-01-01T00:00:00+24:00', '2030-01-01T00:00:00+23:59',
        '2030-02-29', '2028-02-29', '2030-13-01', '2030-00-01', '2030-01-00', '2030-01-32', '0000-01-01', '0001-01-01', '9999-12-31',
        '2030-01-01T24:00', '2030-01-01T23:60', '2030-01-01T23:59:60', '2030-01-01T23:59:5', '2030-01-01t00:00', '2030-01-01T00:00z',
        '', ' 2030', '2030-01-01T'],
    'timezone': ['Europe/Berlin', 'UTC', 'Nowhere/City', '', 'europe/berlin', 'utc', 'GMT', 'GMT+1', 'Etc/GMT+1', 'Etc/GMT_plus_1',
        'EST5EDT', 'CET', 'US/Eastern', '+01:00', 'UTC+1', "it's", 'Asia/Calcutta', 'Asia/Kolkata', 'Zulu', 'PST', 'JST', 'Factory',
        'SystemV/PST8', 'posixrules', 'Europe', 'ACT', 'Europe/Kyiv', 'Europe/Kiev'],
    'json_string': ['{"a": 1}', '[', '5', ''], 'test_constr': ['a'], 'no_such_constraint': ['a'], 'nova.flavour': ['a'],
}
CUSTOM_CONSTRAINTS = [bound('string', {'custom_constraint': name}, *values) for name,
    values in CUSTOM.items()] + [bound('comma_delimited_list', {'custom_constraint': 'ip_addr'}, '10.0.0.1,::1',
    '10.0.0.1,x'), bound('string', {'custom_constraint': 'ip_addr', 'description': 'an address'}, 'x'),
    bound('comma_delimited_list', {'custom_constraint': 'timezone'}, '', 'UTC'),
    bound('number', {'custom_constraint': 'test_constr'}, 0), bound('number', {'custom_constraint': 'ip_addr'}, 5),
    bound('boolean', {'custom_constraint': 'iso_8601'}, True), bound('json', {'custom_constraint': 'ip_addr'}, {}),
    bound('string', {'custom_constraint': 5}, 'x'), bound('string', {'custom_constraint': 'ip_addr'}, ABSENT,
    default='x')]

TOPICS = [
    parameters('parameter-conversions', CONVERSIONS, ['2013-05-23', '2021-04-16']),
    parameters('parameter-defaults', DEFAULTS, ['2013-05-23', '2021-04-16']),
    parameters('parameter-schemas', SCHEMAS, HOT), parameters('parameter-length', LENGTH, HOT),
    parameters('parameter-range', RANGE, HOT), parameters('parameter-modulo', MODULO, HOT),
    parameters('parameter-allowed-values', ALLOWED_VALUES, HOT),
    parameters('parameter-allowed-pattern', ALLOWED_PATTERN, ['2021-04-16']),
    parameters('parameter-custom-constraint', CUSTOM_CONSTRAINTS, ['2021-04-16']),
]
