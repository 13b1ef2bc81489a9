"""list_concat, list_concat_unique, map_merge, map_replace, filter, contains, repeat."""

from words import EVERY_TYPE, WIDE, attr, function, param, res


def concat_cases(name):
    def c(*args):
        return {name: list(args)}

    return [
        c(['a'], ['b']), c(['a', 'b'], ['b', 'c'], ['a']), c([], []), c(['a']), c(), c([], ['a'], []),
        c(None, ['a'], None),
        c([1, '1', 1.0, True], [1, False, 0]), c([None], [None, None]),
        c([{'a': 1}], [{'a': 1}, {'a': 1.0}, {'a': True}]),
        c([['a'], ['a']], [['b'], ['a']]), c([[[]]], [[], {}]), c([WIDE], [WIDE, '\u65e5']), c(['a'], 'b'),
        c(['a'], 5),
        c(['a'], {'b': 'c'}), c(['a'], True), c(['a'], ''), c('a', 'b'), c(['a'], [['b']]),
        *[{name: each} for each in EVERY_TYPE],
        c(param('list'), param('spaced')), c(param('list'), param('list')), c(param('no_items'), ['a']),
        c(param('json_list'), [1, 'x']), c(param('map'), ['a']), c(param('text'), ['a']), c(param('number'), ['a']),
        c(param('nobody'), ['a']), c(attr('there', 'list'), attr('other', 'list')),
        c(attr('there', 'nothing'), ['a']),
        c(attr('there', 'map'), ['a']), c(attr('there', 'number'), ['a']), c(attr('later', 'list'), ['a']),
        c(['a', attr('there', 'text')], [res('there'), attr('there', 'nothing')]), c(c(['a'], ['b']), ['c', 'a']),
        {name: param('list')}, {name: param('json_list')}, {name: attr('there', 'list')},
        {name: attr('later', 'list')},
        {name: [['a'], ['b']], 'k': 1}, {'x': c(['a'], ['b'])}, c([{'k': param('text')}], [{'k': 'web'}]),
        c(['a'] * 100, ['a', 'b'] * 50), c([res('nobody')], []), {'list_join': ['-', c(['a', 'b'], ['b'])]},
    ]


def merge(*args):
    return {'map_merge': list(args)}


MAP_MERGE = function('map_merge', [
    merge({'a': 1}, {'b': 2}), merge({'a': 1, 'b': 2}, {'a': 3}), merge({'a': {'x': 1}}, {'a': {'y': 2}}), merge({}),
    merge(),
    merge({}, {}), merge(None), merge(None, {'a': 1}, None), merge({'a': 1}, {'a': None}),
    merge({'b': 1}, {'a': 1}, {'b': 2}),
    merge({'a': [1]}, {'a': [2]}), merge({WIDE: 1}, {WIDE: '\U0001d4b3'}), merge({'': 1}, {'': 2}),
    merge({'1': 'a'}, {'1': 'b'}),
    merge({'a': 1}, [['b', 2]]), merge({'a': 1}, []), merge({'a': 1}, ''), merge({'a': 1}, 'b'), merge({'a': 1}, 5),
    merge({'a': 1}, False), merge([{'a': 1}], {'b': 1}), merge({'constructor': 1, 'toString': 2}, {'constructor': 3}),
    *[{'map_merge': each} for each in EVERY_TYPE],
    merge(param('map'), {'k': 'new', 'own': 1}), merge(param('json_empty'), {'a': 1}), merge(param('list')),
    merge(param('json_list')), merge(param('text'), {'a': 1}), merge(param('nobody'), {'a': 1}),
    merge(attr('there', 'map')),
    merge({'a': 1}, attr('there', 'empty_map')), merge({'a': 1}, attr('there', 'nothing')),
    merge({'a': 1}, attr('there', 'list')),
    merge({'a': 1}, attr('there', 'text')), merge({'a': 1}, attr('later', 'value')),
    merge({'a': attr('there', 'text')}),
    merge({'get_param': 'text'}, {'a': 1}), merge({'get_param': 'map'}, {'0': res('there')}),
    merge(merge({'a': 1}), {'b': 2}),
    {'map_merge': param('json_list')}, {'map_merge': param('text')}, {'map_merge': param('empty')},
    {'map_merge': attr('later', 'list')}, {'map_merge': [{'a': 1}], 'k': 1},
    {'x': merge({'a': 1}, {'b': res('nobody')})},
    {'map_merge': {'str_split': [',', 'a,b']}}, {'map_merge': [{'a': merge({'b': merge({'c': 1})})}]},
])


def swap(*args):
    return {'map_replace': list(args)}


MAP_REPLACE = function('map_replace', [
    swap({'a': 1, 'b': 'x'}, {'keys': {'a': 'A'}, 'values': {'x': 'X'}}), swap({'a': 1}, {'keys': {'a': 'A'}}),
    swap({'a': 'x'}, {'values': {'x': 'y'}}),
    swap({'a': 1}, {}), swap({}, {'keys': {'a': 'b'}}), swap({'a': 1}, None), swap(None, {'keys': {'a': 'b'}}),
    swap(None, None), swap({'a': 1}, {'keys': None}),
    swap({'a': 1}, {'values': None}), swap({'a': 1}, {'keys': {}, 'values': {}}),
    swap({'a': 1, 'b': 2}, {'keys': {'a': 'b'}}),
    swap({'a': 1, 'b': 2}, {'keys': {'a': 'b', 'b': 'a'}}), swap({'a': 1, 'b': 2}, {'keys': {'a': 'c', 'b': 'c'}}),
    swap({'b': 1, 'a': 2}, {'keys': {'b': 'c', 'a': 'c'}}),
    swap({'a': 1}, {'keys': {'a': 'a'}}), swap({'a': 1}, {'keys': {'z': 'a'}}), swap({'a': 1}, {'keys': {'a': None}}),
    swap({'a': 1}, {'keys': {'a': 5}}),
    swap({'a': 1}, {'keys': {'a': ''}}), swap({'a': 1}, {'keys': {'a': ['x']}}),
    swap({'a': 1, 'b': 1}, {'values': {'1': 'one'}}), swap({'a': '1'}, {'values': {'1': 'one'}}),
    swap({'a': 'x', 'b': 'x'}, {'values': {'x': None}}), swap({'a': 'x'}, {'values': {'x': ['l']}}),
    swap({'a': ['x']}, {'values': {'x': 'y'}}), swap({'a': {'b': 'x'}}, {'values': {'x': 'y'}}),
    swap({'a': None}, {'values': {'None': 'x'}}), swap({'a': True}, {'values': {'true': 'x', 'True': 'y'}}),
    swap({'a': 'x'}, {'values': {'x': 'y', 'y': 'z'}}), swap({'a': 'b'}, {'keys': {'b': 'c'}}),
    swap({WIDE: WIDE}, {'keys': {WIDE: '\U0001d4b3'}, 'values': {WIDE: '\u65e5'}}),
    swap({'a': 1}, {'Keys': {'a': 'b'}}), swap({'a': 1}, {'keys': {}, 'other': {}}),
    swap({'a': 1}), swap(), swap({'a': 1}, {}, {}), swap({'a': 1}, {}, None), swap(['a'], {}), swap('a', {}),
    swap(5, {}), swap({'a': 1}, ['keys']), swap({'a': 1}, 'keys'), swap({'a': 1}, 5),
    swap({'a': 1}, {'keys': ['a']}), swap({'a': 1}, {'keys': 'a'}), swap({'a': 1}, {'values': 'a'}),
    swap({'a': 1}, {'values': 5}), swap({'a': 1}, {'keys': 0}),
    *[{'map_replace': each} for each in EVERY_TYPE],
    swap(param('map'), {'keys': {'k': 'K', '0': 'zero'}, 'values': {'zero': 0}}), swap(param('json_empty'), {}),
    swap(param('list'), {}), swap({'a': param('text')}, {'values': {'web': 'WEB'}}),
    swap({'a': 'x'}, {'values': {'x': param('number')}}), swap({'a': 1}, {'keys': {'a': param('text')}}),
    swap({'a': 1}, {'keys': param('map')}), swap({'a': 'k'}, {'values': param('map')}),
    swap(attr('there', 'map'), {'keys': {'k': 'K'}}), swap(attr('there', 'nothing'), {'keys': {'a': 'b'}}),
    swap({'a': 1}, attr('there', 'nothing')), swap({'a': 1}, {'keys': attr('there', 'nothing')}),
    swap({'a': attr('there', 'text')}, {'values': {'ten.example.org': 'X'}}),
    swap({'a': attr('later', 'value')}, {'values': {'x': 'y'}}), swap({'a': 'x'}, {'values': {'x': res('there')}}),
    {'map_replace': param('json_list')}, {'map_replace': [{'a': 1}, {}], 'k': 1},
    swap({'a': 1, 'b': 2}, {'keys': {'a': attr('there', 'text'), 'b': attr('there', 'text')}}),
    swap(merge({'a': 1}, {'b': 2}), {'keys': {'a': 'c'}}), swap({'a': res('nobody')}, {}),
    swap({'a': 1}, {'keys': {'a': 'toString'}}), swap({'toString': 1}, {'keys': {}}),
])


def without(*args):
    return {'filter': list(args)}


FILTER = function('filter', [
    without(['a'], ['a', 'b', 'a', 'c']), without(['a', 'c'], ['a', 'b', 'c']), without([], ['a']),
    without(['x'], ['a']), without(['a'], []), without(None, ['a']),
    without(['a'], None), without(None, None), without([None], ['a', None]), without([1], [1, '1', 1.0, True]),
    without([True], [1, True, 'true']), without([0], [0, False, '', None]),
    without([{'a': 1}], [{'a': 1}, {'a': 2}, {'a': 1.0}]), without([['a']], [['a'], 'a']),
    without(['\U0001d4b3'], ['\U0001d4b3', '\u65e5']), without(['b', 'a'], ['b', 'c', 'b']),
    without('a', ['a']), without('', ['a']), without({'a': 1}, ['a']), without({}, ['a']), without(5, ['a']),
    without(0, ['a']), without(['a'], 'a'), without(['a'], ''),
    without(['a'], {'a': 1}), without(['a'], {}), without(['a'], 5), without(['a'], 0), without(['a'], False),
    without('a', []), without(['a']), without(['a'], ['a'], ['a']),
    *[{'filter': each} for each in EVERY_TYPE],
    without([param('text')], ['web', 'db']), without(param('list'), ['x', 'b']), without(['x'], param('list')),
    without(param('text'), ['web']), without(['a'], param('text')),
    without(['a'], param('no_items')), without(param('no_items'), ['a']), without(param('map'), ['a']),
    without(['a'], param('map')), without(['p'], attr('there', 'list')),
    without(attr('other', 'list'), attr('there', 'list')), without(attr('there', 'nothing'), ['a']),
    without(['a'], attr('there', 'nothing')), without(['a'], attr('there', 'text')),
    without(['a'], attr('there', 'empty')), without(['a'], attr('later', 'list')),
    without(attr('later', 'list'), ['a']), without([None], [attr('there', 'nothing'), 'a']),
    {'filter': param('list')},
    {'filter': attr('there', 'list')}, {'filter': [['a'], ['a', 'b']], 'k': 1},
    without(['b'], without(['a'], ['a', 'b', 'c'])), {'list_join': ['-', without([''], ['a', '', 'b'])]},
    without([res('there')], [res('there'), 'x']), without([res('nobody')], ['a']),
])


def within(*args):
    return {'contains': list(args)}


CONTAINS_CASES = [
    within('a', ['a', 'b']), within('c', ['a', 'b']), within('a', []), within('', ['']), within('a', 'abc'),
    within('', 'abc'), within('bc', 'abc'), within('x', 'abc'), within('', ''),
    within(1, [1]), within('1', [1]), within(1, ['1']), within(1, [1.0]), within(1, [True]), within(True, [1]),
    within(0, [False]), within(None, [None]), within(None, []),
    within(['a'], [['a']]), within({'a': 1}, [{'a': 1}]), within({'a': 1}, [{'a': 1, 'b': 2}]),
    within('\U0001d4b3', ['\U0001d4b3']), within('\U0001d4b3', WIDE), within('a', None), within('a', {'a': 1}),
    within('a', {}), within('a', 5), within('a', True), within(1, '123'), within(None, 'abc'), within(['a'], 'abc'),
    within('a'), within('a', ['a'], ['b']), within(),
    *[{'contains': each} for each in EVERY_TYPE],
    within(param('text'), ['web', 'db']), within('x', param('list')), within('n', param('list')),
    within('e', param('text')), within('k', param('map')), within(7, [param('number')]),
    within('7', [param('number')]),
    within(True, [param('yes')]), within(param('nobody'), ['a']), {'contains': ['a', ['a']], 'k': 1},
    {'contains': param('list')},
]

CONTAINS = function('contains', [
    *CONTAINS_CASES, within('p', attr('there', 'list')), within('p', attr('there', 'nothing')),
    within('ten', attr('there', 'text')), within(attr('other', 'value'), ['v']), within('k', attr('there', 'map')),
    within('p', attr('later', 'list')), within(attr('later', 'value'), [None]), within(res('there'), ['there-id']),
    [within('a', ['a']), {'k': within('b', ['a'])}], within(res('nobody'), ['a']),
    {'str_replace': {'template': 'x', 'params': {'x': within('a', ['a'])}}},
])


def each_of(template, for_each, **extra):
    return {'repeat': {'template': template, 'for_each': for_each, **extra}}


ABC = ['a', 'b', 'c']
REPEAT = function('repeat', [
    each_of('-%x%-', {'%x%': ABC}), each_of('%x%', {'%x%': []}), each_of('x', {'x': ['xx', 'y']}),
    each_of('no', {'%x%': ABC}), each_of('%x%%y%', {'%x%': ['a', 'b'], '%y%': ['1', '2']}),
    each_of('%x%%y%%z%', {'%x%': ['a', 'b'], '%y%': ['1', '2'], '%z%': ['+', '-']}),
    each_of('%x%%y%', {'%y%': ['1', '2'], '%x%': ['a', 'b']}), each_of('%x%%y%', {'%x%': ['a'], '%y%': []}),
    each_of('%x%', {'%x%': ['%y%', 'a'], '%y%': ['b']}), each_of('%y%', {'%x%': ['a'], '%y%': ['%x%']}),
    each_of({'k%x%': 'v%x%', 'l': ['%x%', 5, None, True]}, {'%x%': ['1', '2']}),
    each_of(['%x%', ['%x%']], {'%x%': ABC}), each_of({'%x%': 1, '%y%': 2}, {'%x%': ['same'], '%y%': ['same']}),
    each_of({'%x%': {'%x%': '%x%'}}, {'%x%': ['\U0001d4b3']}), each_of(5, {'%x%': ABC}),
    each_of(None, {'%x%': ['a', 'b']}),
    each_of(True, {'%x%': ['a']}), each_of('', {'%x%': ABC}), each_of([], {'%x%': ['a']}),
    each_of({}, {'%x%': ['a']}), each_of('a', {'': ['x']}), each_of('ab', {'a': ['1'], 'ab': ['2']}),
    each_of('ab', {'ab': ['2'], 'a': ['1']}),
    *[each_of('-%x%-', {'%x%': each}) for each in EVERY_TYPE], *[each_of('-%x%-', each) for each in EVERY_TYPE],
    *[each_of('-%x%-', {'%x%': [each]}) for each in EVERY_TYPE],
    *[each_of(['%x%'], {'%x%': ['a', 'b'], '%y%': each}) for each in (None, [], ['1'], {'k': 1, 'l': 2}, 'text')],
    *[{'repeat': each} for each in EVERY_TYPE], {'repeat': {'template': 'x'}}, {'repeat': {'for_each': {'x': ['a']}}},
    {'repeat': {'Template': 'x', 'for_each': {'x': ['a']}}}, each_of('x', {'x': ['a']}, extra=1),
    *[each_of('%x%%y%', {'%x%': ['a', 'b'], '%y%': ['1', '2']}, permutations=each) for each in (True, False, 'true',
    'false', 0, 1, None, [], param('yes'), param('no'))],
    each_of('%x%', {'%x%': ABC}, permutations=False), each_of('%x%%y%', {'%x%': ['a', 'b'], '%y%': ['1']},
    permutations=False), each_of('%x%%y%', {'%x%': ['a'], '%y%': None}, permutations=False),
    each_of('%x%%y%', {'%x%': None, '%y%': None}, permutations=False),
    each_of('%x%', {'%x%': {'k': 1}}, permutations=False), each_of('%x%%y%', {'%x%': [], '%y%': []},
    permutations=False), each_of('%x%', {}, permutations=False),
    each_of('%x%', {'%x%': param('list')}), each_of('%x%', {'%x%': param('no_items')}),
    each_of('%x%', {'%x%': param('map')}), each_of('%x%', {'%x%': param('text')}),
    each_of('%x%', {'%x%': param('json_list')}),
    each_of(param('text'), {'w': ['W', 'V']}), each_of({'k': param('number'), 't': '%x%'}, {'%x%': ['a', 'b']}),
    each_of({'get_param': '%x%'}, {'%x%': ['text', 'number']}), each_of({'get_param': 'te%x%'}, {'%x%': ['xt']}),
    each_of('%x%', {'%x%': [param('text'), param('empty')]}), each_of('%x%', {'%x%': [param('number')]}),
    each_of('%x%', param('map')), each_of('%x%', param('json_empty')), each_of('%x%', param('list')),
    each_of('k', param('map')),
    each_of('%x%', {'%x%': attr('there', 'list')}), each_of('%x%', {'%x%': attr('there', 'nothing')}),
    each_of('%x%', {'%x%': attr('there', 'map')}), each_of('%x%', {'%x%': attr('there', 'text')}),
    each_of('%x%', {'%x%': attr('there', 'numbers')}),
    each_of('%x%', {'%x%': attr('later', 'list')}), each_of('%x%', attr('there', 'map')),
    each_of('%x%', attr('there', 'nothing')), each_of({'get_attr': ['there', 'map', '%x%']}, {'%x%': ['k']}),
    each_of({'k': attr('there', 'text')}, {'ten': ['10', '11']}),
    each_of(res('there'), {'there': ['x']}), each_of({'%x%': res('there')}, {'%x%': ABC}),
    each_of(each_of('%x%%y%', {'%y%': ['1', '2']}), {'%x%': ['a', 'b']}),
    each_of({'list_join': ['%x%', ['p', 'q']]}, {'%x%': ['+', '-']}),
    {'list_join': [',', each_of('<%x%>', {'%x%': ABC})]}, {'repeat': param('map')},
    {'repeat': {'template': 'x', 'for_each': {'x': ['a']}}, 'k': 1}, each_of('%x%', {'%x%': [res('nobody')]}),
    each_of('%x%', {'%x%': ['\uffff', WIDE]}),
    each_of('%x%-%y%', {'%x%': [str(number) for number in range(12)], '%y%': [str(number) for number in range(12)]}),
])

TOPICS = [function('list_concat', concat_cases('list_concat')),
    function('list_concat_unique', concat_cases('list_concat_unique')), MAP_MERGE, MAP_REPLACE, FILTER, CONTAINS,
    REPEAT]
