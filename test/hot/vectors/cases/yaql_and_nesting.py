"""yaql; and functions inside functions, over all versions."""

from words import EVERY_TYPE, WIDE, attr, function, param, res


def ask(expression, *data):
    return {'yaql': {'expression': expression, **({'data': data[0]} if data else {})}}


DATA = {'a': [3, 1, 2], 'b': [{'n': 'x', 'v': 1}, {'n': 'y', 'v': 2}, {'n': 'x', 'v': 3}],
    'm': {'k': 1, 'l': {'d': [5]}}, 's': 'a,b', 'z': None, 't': True, 'f': 2.5}

YAQL = function('yaql', [
    *[ask(expression, DATA) for expression in (
        '$.data', '$.data.a', '$.data.a.sum()', '$.data.a.max()', '$.data.a.min()', '$.data.a.len()',
        '$.data.a.count()', '$.data.a.first()', '$.data.a.last()', '$.data.a.orderBy($)',
        '$.data.a.orderByDescending($)', '$.data.a.reverse()', '$.data.a[0]', '$.data.a[-1]', '$.data.a[9]',
        '$.data.a.select($ * 2)', '$.data.a.select($ + 1).sum()', '$.data.a.where($ > 1)',
        '$.data.a[$ > 1]', '$.data.a.any()', '$.data.a.all($ > 0)', '$.data.a.any($ > 5)', '$.data.a.contains(3)',
        '3 in $.data.a', '$.data.a.join(",")', '$.data.a.select(str($)).join("-")', '$.data.a + [9]',
        '$.data.a.append(4)', '$.data.a.skip(1)', '$.data.a.limit(2)', '$.data.a.take(2)', '$.data.a.distinct()',
        '$.data.a.toList()', '$.data.a.aggregate($1 + $2)', '$.data.a.zip([7, 8, 9])',
        '$.data.b.n', '$.data.b.select($.n)', '$.data.b.where($.n = x).v', '$.data.b.where($.n = "x").select($.v)',
        '$.data.b.groupBy($.n)', '$.data.b.groupBy($.n, $.v)', '$.data.b.groupBy($.n, $.v, [$[0], $[1].sum()])',
        '$.data.b.toDict($.n, $.v)', '$.data.b.select([$.n, $.v])', '$.data.b.select({k => $.n})',
        '$.data.b.selectMany([$.v, $.v])', '$.data.b.orderBy($.v)', '$.data.b.select($.v).sum()',
        '$.data.m.k', '$.data.m.l.d[0]', '$.data.m.keys()', '$.data.m.values().len()', '$.data.m.items().len()',
        '$.data.m.get(k)', '$.data.m.get(absent)', '$.data.m.get(absent, 7)', '$.data.m.absent', '$.data.absent',
        '$.data.m.containsKey(k)', '$.data.m.set(k, 2)', '$.data.m + {z => 1}', '$.data.m.delete(k)',
        'dict(a => 1, b => 2)', 'dict([[a, 1], [b, 2]])', '{a => 1}', '[1, 2, 3]', '[]', '{}', 'list(1, 2)',
        '$.data.s.split(",")', '$.data.s.len()', '$.data.s.toUpper()', '$.data.s.replace(",", ";")', '$.data.s + "c"',
        '$.data.s.substring(1)', '$.data.s.trim()', '$.data.s.startsWith(a)', '$.data.s.indexOf(",")',
        '$.data.s =~ "a.*"', '"a".matches("a")', 'regex("a(.)b").search("axb")', '"x{0}".format(5)', 'str(5)',
        'int("5")', 'float("2.5")', 'bool(0)', 'str(true)', 'str(null)', 'len("abc")', 'concat(a, b)', '"abc"[0]',
        '$.data.z', '$.data.z = null', '$.data.z.absent', '$.data.z?.absent', 'isString($.data.s)', 'isInteger(1)',
        'isList($.data.a)', 'isDict($.data.m)', '$.data.t', 'not $.data.t', '$.data.t and false', '$.data.t or false',
        '$.data.f', '$.data.f * 2', 'coalesce(null, 1)', 'switch(1 > 2 => a, true => b)', 'selectCase(false, true)',
        'let(x => 1) -> $x + 1', 'range(3)', 'range(1, 4)', 'sequence(0).take(3)', 'with(1, 2) -> $1 + $2')],
    *[ask(expression) for expression in ('1', '1 + 1', '1 + 2 * 3', '7 / 2', '7 / 2.0', '7 mod 3', '-7 / 2',
    '-7 mod 3', '1 = 1', '1 = 1.0', '1 != 2', '"a" = "a"', 'a', '"a b"', "'a'", 'true', 'false', 'null', '2.5', '1e3',
    '1 > 2', 'a < b', 'max(1, 2)', 'abs(-1)', 'round(2.5)', 'pow(2, 8)', '2 in [1, 2]', '"' + WIDE + '"',
    'len("\U0001d4b3")', '$', '$.data', '$.absent', 'nosuch()', 'nosuch(1)',
                                        '1 +', '(', ')', '', ' ', '$.', '"unterminated', '1 / 0', 'range(1000000)',
                                        'range(300)', 'sequence(0)', '[1, 2].nosuch()', 'a + 1', '1 + a', '$$', '#',
                                        '1 // comment', 'assert(true, 1)', 'lambda($)')],
    *[ask(each) for each in EVERY_TYPE], *[ask('$.data', each) for each in EVERY_TYPE],
    *[{'yaql': each} for each in EVERY_TYPE], {'yaql': {'expression': '1', 'extra': 1}}, {'yaql': {'data': {}}},
    {'yaql': {'Expression': '1'}}, {'yaql': {'expression': '1'}, 'k': 1},
    ask('$.data.sum()', param('json_list')), ask('$.data.len()', param('list')), ask('$.data.k[0] + 1', param('map')),
    ask(param('text')), ask(param('nobody')), ask('$.data', param('nobody')), ask('$.data.x', {'x': param('number')}),
    ask('$.data.x.len()', {'x': attr('there', 'list')}), ask('$.data', attr('there', 'nothing')),
    ask('$.data.len()', attr('there', 'map')),
    ask('$.data.deep.list.ip', attr('there', 'map')), ask('$.data', attr('later', 'list')),
    ask('$.data.len()', attr('later', 'list')), ask({'list_join': ['', ['1', '+1']]}), ask(attr('there', 'text')),
    ask('$.data', res('there')), ask('$.data', ask('1')), {'list_join': ['-', ask('$.data.select(str($))', [1, 2])]},
    ask('$.data', res('nobody')),
])

NESTING = function('nesting', [
    {'list_join': ['-', [param('list', 0), {'str_replace': {'template': 'a',
    'params': {'a': attr('there', 'list', 1)}}}, res('other')]]}, {'list_join': [param('list', 0), param('list')]},
    {'str_replace': {'template': {'list_join': [' ', ['N', 'M']]},
    'params': {'N': {'list_join': ['+', param('list')]}, 'M': res('there')}}},
    {'str_replace': {'template': {'get_file': 'a.sh'}, 'params': {'hello': {'get_file': 'wide.txt'}}}},
    {'get_param': ['map', {'list_join': ['', ['k']]}, param('zero')]},
    {'get_attr': ['there', {'list_join': ['', ['ma', 'p']]}, {'str_replace': {'template': 'x',
    'params': {'x': 'k'}}}]}, {'get_attr': [param('text'), 'x']},
    {'a': {'b': [{'c': param('text')}, {'d': [res('there'), {'e': attr('there', 'number')}]}]}},
    [[[[param('text')]]]], {'get_param': 'text', 'get_resource': 'there'}, {'get_param': ['map'], 'k': param('text')},
    {'text': {'get_param': {'text': 'x'}}}, [param('text'), param('nobody')],
    {'a': res('nobody'), 'b': param('nobody')},
    [res('nobody'), attr('nobody', 'x')], {'list_join': ['-',
    [{'list_join': ['-', [{'list_join': ['-', [param('number')]]}]]}]]},
    {'list_join': ['-', {'list_join': ['-', ['a']]}]}, {'str_replace': {'template': 'a',
    'params': {'a': {'str_replace': {'template': 'b', 'params': {'b': [1]}}}}}}, None, 5, 2.5, True, '', 'text', [],
    {}, [None, {'a': None}],
    {'': 'empty key'}, {'k': {'': param('text')}}, {'constructor': param('text')}, {'toString': 1, 'valueOf': 2},
    {'Get_param': 'text'}, {'get_params': 'text'}, {'GET_PARAM': 'text'}, {' get_param': 'text'},
    {'get_param ': 'text'}, {'get_param': param('text')}, {'get_attr': {'get_attr': ['there', 'list']}},
    {'get_file': {'get_file': 'absent'}},
    {'list_join': [attr('there', 'text'), attr('there', 'list')]},
    {'list_join': ['-', [attr('there', 'map', 'deep', 'list', 0, 'ip'),
    attr('there', 'map', 'deep', 'list', 1, 'ip')]]}, {'str_replace': {'template': 'host: H\nport: P\n',
    'params': {'H': attr('there', 'text'), 'P': param('number')}}},
    {'str_replace': {'template': 'a', 'params': {'a': attr('there', 'map', 'deep')}}},
    *[{'list_join': ['', [{'get_param': ['wide', index]} for index in range(8)]]}],
    {'k': [param('secret'), {'str_replace': {'template': 'pw', 'params': {'pw': param('secret')}}}]},
    {'a': [param('yes'), param('no'), param('decimal'), param('negative'), param('json_empty')]},
], versions='all')

TOPICS = [YAQL, NESTING]
