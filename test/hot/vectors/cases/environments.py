"""Environments: how files are merged, and what a registry makes of a type."""

SCHEMA = {'t': {'type': 'string'}, 'n': {'type': 'number'}, 'l': {'type': 'comma_delimited_list'},
          'j': {'type': 'json'}, 'b': {'type': 'boolean'}}


def of(strategy, section, *values):
    """Files that give each the next of the values, the first of them the strategy."""
    texts = []
    for place, value in enumerate(values):
        head = '' if strategy is None or place else 'parameter_merge_strategies: {default: %s}\n' % strategy
        texts.append('%s%s: %s\n' % (head, section, value))
    return {'parameters': {name: SCHEMA[name] for name in SCHEMA if '{%s:' % name in ''.join(values)}, 'files': texts}


MAPS = ['{j: {a: 1, b: {x: 1}}}', '{j: {b: {y: 2}, c: [1]}}', '{j: {a: null, c: [2], b: {x: q}}}',
        '{j: {a: x, d: [1]}}', '{j: {a: y, d: 5}}', "{j: '{\"a\": 1}'}", '{j: {}}', '{j: [1]}', '{j: null}', '{j: 5}',
        "{j: ''}", '{j: {a: {k: [1, 2]}}}', '{j: {a: {k: [3], l: m}}}', '{j: {a: {l: n}}}', '{j: {a: true}}']
OTHERS = {
    't': ["{t: a}", "{t: b}", "{t: ''}", '{t: 5}', '{t: null}', '{t: [a]}'],
    'l': ['{l: a}', '{l: "b,c"}', '{l: [d]}', '{l: []}', "{l: ''}", '{l: [e, f]}', '{l: null}', '{l: 5}'],
    'n': ['{n: 1}', '{n: 2.5}', "{n: '3'}", '{n: x}'],
    'b': ['{b: true}', "{b: 'no'}"],
}


def merging():
    for values in [MAPS, *OTHERS.values()]:
        for strategy in ['merge', 'deep_merge'] if values is MAPS else ['merge']:
            for first in values:
                for second in values:
                    yield of(strategy, 'parameters', first, second)
        yield of(None, 'parameters', *values[:2])
        yield of('overwrite', 'parameters', *values[:2])
    for strategy in ['merge', 'deep_merge']:
        yield of(strategy, 'parameter_defaults', *MAPS[:3])
        yield of(strategy, 'parameters', *OTHERS['l'][:2], *OTHERS['l'][:2])
        yield of(strategy, 'parameters', '{b: true}')
    for head, other in [('{default: merge}', '{default: overwrite}'), ('{t: merge}', '{t: overwrite}'),
                        ('{t: merge}', '{t: merge}'), ('{l: merge}', '{t: merge}'), ('{default: merge, t: overwrite}', '{}'),
                        ('{}', '{t: merge}'), ('{}', '{default: merge}'), ('{default: zz}', '{}'), ('{t: zz}', '{}')]:
        yield {'parameters': SCHEMA, 'files': [
            'parameter_merge_strategies: %s\nparameters: {t: a, l: x}\n' % head,
            'parameter_merge_strategies: %s\nparameters: {t: b, l: y}\n' % other,
        ]}
    for second in ['{b: true}', '{n: 5}', '{l: [x]}', '{j: [5]}']:
        yield {'parameters': SCHEMA, 'files': ['parameter_merge_strategies: {default: merge}\nparameters: %s\n' % each
                                               for each in ('{t: a}', second)]}
    registries = ['{A: B}', '{A: C}', '{A: null}', '{resources: {a: {A: D}}}', '{resources: {b: {hooks: pre-create}}}',
                  '{base_url: u, X: {Y: Z}}', '{}']
    for first in registries:
        for second in registries:
            yield {'parameters': {}, 'files': ['resource_registry: %s\n' % first, 'resource_registry: %s\n' % second]}
    for text in ['', '{}', 'parameters:\n', 'zz: 1\n', 'resource_registry:\n', '[]', 'a', 'parameters: {}\n# x\n',
                 'encrypted_param_names: [t]\nparameters: {t: a}\n', 'parameter_merge_strategies:\n', 'a: b: c\n']:
        yield {'parameters': SCHEMA, 'files': [text]}


R, N, V, T = 'OS::Heat::RandomString', 'OS::Heat::None', 'OS::Heat::Value', 'OS::Heat::TestResource'


def asked(registry, resource='a', *types):
    for each in types or ('A',):
        yield {'registry': registry, 'type': each, 'resource': resource}


def registries():
    for registry, types in [
        ({}, (R, 'A', 'x.yaml', 'y.template')),
        ({'A': R}, ('A', R, 'B')),
        ({'A': 'B', 'B': R}, ('A', 'B')),
        ({'A': 'B', 'B': 'C'}, ('A',)),
        ({'A': 'B', 'B': 'A'}, ('A',)),
        ({R: R}, (R,)),
        ({R: N}, (R,)),
        ({'My::*': 'OS::Heat::*'}, ('My::RandomString', 'My::Nothing', 'My::', R)),
        ({'OS::*': N}, (R, N, 'OS::Nova::Server', 'X')),
        ({'*': N}, ('A', R)),
        ({'OS::Nova::*': R, 'OS::Nova::Server': 'No::Such'}, ('OS::Nova::Server', 'OS::Nova::Other')),
        ({'OS::Nova::*': 'No::*', 'OS::Nova::Server': R}, ('OS::Nova::Server', 'OS::Nova::Other')),
        ({'OS::*': N, 'OS::Nova::Server': R}, ('OS::Nova::Server', 'OS::Nova::Other')),
        ({'OS::*': N, 'OS::Nova::*': R}, ('OS::Nova::Server', 'OS::Cinder::Volume')),
        ({'My::*': N, 'My::Server': R}, ('My::Server', 'My::Other')),
        ({'My::*': N, 'My::Nova::*': R}, ('My::Nova::Server', 'My::Volume')),
        ({'A*': 'AA*'}, ('A1',)),
        ({'A': 'x.yaml', 'B': 'y.template', 'C': 'B', 'D*': 'z.yaml'}, ('A', 'B', 'C', 'D1')),
        ({'x.yaml': R}, ('x.yaml',)),
        ({'A': None, 'B': {}, 'C': {'D': R}}, ('A', 'B', 'C', 'D')),
        ({'A': ''}, ('A',)),
        ({'A': 5}, ('A',)),
        ({'A': ['x']}, ('A',)),
        ({'A': True}, ('A',)),
        ({'base_url': 'http://h/', 'A': R}, ('A',)),
        ({'resources': {'a': {'A': V}}, 'A': R}, ('A',)),
        ({'resources': {'b': {'A': V}}, 'A': R}, ('A',)),
        ({'resources': {'a': {'A': 'No::Such'}}, 'A': R}, ('A',)),
        ({'resources': {'a': {'A': 'B'}}, 'B': R}, ('A',)),
        ({'resources': {'a': {'A': 'B', 'B': T}}, 'B': R}, ('A', 'B')),
        ({'resources': {'a': {'A': 'x.yaml'}}}, ('A',)),
        ({'resources': {'a': {'b': {'A': V}}}}, ('A',)),
        ({'resources': {}}, (R,)),
    ]:
        yield from asked(registry, 'a', *types)
    hooks = ['pre-create', 'post-create', 'pre-update', 'post-update', 'pre-delete', 'post-delete', [], ['pre-create'],
             ['pre-delete', 'pre-create', 'pre-create'], 'pre-crate', ['pre-create', 'x'], ['pre-create', 5], 5, {}, None, True]
    for hook in hooks:
        yield from asked({'resources': {'a': {'hooks': hook}}}, 'a', R)
    for pattern in ['a', '*', 'a*', '*b', '?', 'a?', '[ab]', '[!a]', '[a', 'A', '', 'a\\*', '**', '*a*b*', '[]a]', '[!]a]', '[a-c]',
                    'a[-]b', '.*']:
        for resource in ['a', 'ab', 'b', ']', 'a-b', 'aXbX', 'xaxb']:
            yield from asked({'resources': {pattern: {'hooks': 'pre-create', 'restricted_actions': 'update'}}}, resource, R)
    for actions in ['update', 'replace', ['replace', 'update'], [], 'delete', ['update', 'x'], 5, None, {}]:
        yield from asked({'resources': {'a': {'restricted_actions': actions}}}, 'a', R)
    yield from asked({'resources': {'a': {'hooks': 'pre-create'}, '*': {'hooks': 'post-create',
                                                                      'restricted_actions': 'replace'}}}, 'a', R)
    yield from asked({'hooks': 'zz'}, 'a', R)
    yield from asked({'resources': {'a': {'b': {'hooks': 'zz'}}}}, 'a', R)


TOPICS = [
    {'topic': 'environment-merging', 'kind': 'environments', 'cases': list(merging())},
    {'topic': 'resource-registry', 'kind': 'registry', 'cases': list(registries())},
]
