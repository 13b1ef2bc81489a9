"""Whole templates: conditions that name one another, resources and outputs that depend on them, sections, keys."""

from choices import AWS
from words import attr, param, ref, res, templates

NONE = 'OS::Heat::None'
PARAMETERS = {'env': {'type': 'string', 'default': 'prod'}, 'flag': {'type': 'boolean', 'default': True},
              'count': {'type': 'number', 'default': 3}, 'names': {'type': 'comma_delimited_list', 'default': 'a,b'}}
PROD = {'equals': [param('env'), 'prod']}


def none(**keys):
    return {'type': NONE, **keys}


def when(*args):
    return {'if': list(args)}


def made(resources=None, outputs=None, conditions=None, **more):
    """`more` may have parameters, given, files, known."""
    template = {'parameters': more.pop('parameters', PARAMETERS)}
    for name, section in (('conditions', conditions), ('resources', resources), ('outputs', outputs)):
        if section is not None:
            template[name] = section
    template.update(more.pop('sections', {}))
    return {'template': template, **more}


def gives(conditions, value='x'):
    """Each condition, told by an output."""
    outputs = {name: {'value': when(name, True, False)} for name in conditions if isinstance(name, str)}
    return made(conditions=conditions, outputs=outputs)


NAMES = [gives(each) for each in (
    {'a': True}, {'a': False, 'b': {'not': 'a'}}, {'b': {'not': 'a'}, 'a': False}, {'a': PROD},
    {'a': {'and': ['b', 'c']}, 'b': {'or': ['c', False]}, 'c': PROD}, {'a': {'not': 'a'}},
    {'a': {'not': 'b'}, 'b': {'not': 'a'}},
    {'a': {'and': ['b', True]}, 'b': {'or': ['c', False]}, 'c': {'not': 'a'}}, {'a': {'and': [False, 'a']}},
    {'a': {'or': [True, 'a']}}, {'a': 'b', 'b': True}, {'a': 'true'}, {'a': 1}, {'a': None}, {'a': []}, {'a': {}},
    {'a': {'x': True}}, {'a': {'not': 'nobody'}}, {'a': {'and': [True, 'nobody']}},
    {'a': {'and': [False, 'nobody']}}, {'a': param('flag')}, {'a': param('env')}, {'a': param('count')},
    {'a': param('nobody')}, {'a': {'equals': [param('names'), ['a', 'b']]}},
    {'a': {'contains': ['b', param('names')]}}, {'a': {'yaql': {'expression': '$.data > 2', 'data': param('count')}}},
    {'a': {'equals': [attr('x', 'y'), 1]}}, {'a': {'equals': [res('x'), 1]}},
    {'a': {'equals': [{'get_file': 'a'}, 1]}}, {'a b': True}, {'': True},
    {'constructor': True, 'a': {'not': 'constructor'}}, {'a': {'equals': [1, 1], 'not': False}},
    {'a': {'equals': {'a': 1}}}, {'a': when('b', True, False), 'b': True},
    {'a': {'and': [PROD, {'not': {'equals': [param('count'), 4]}}, {'or': [False, param('flag')]}]}},
    {'unused': {'not': 'nobody'}, 'a': True}, {'unused': 'x'}, {'unused': {'equals': [1]}},
)] + [
    made(conditions=each, outputs={'o': {'value': 1}}) for each in (None, {}, [], 'a', 5, [{'a': True}], True,
    {'unused': {'equals': [{'yaql': {'expression': '$.data.x()', 'data': 5}}, 1]}}, {'unused': {'equals': [param(None), 1]}},
    {'unused': {'equals': [param('nobody'), 1]}})
] + [
    {**gives({'a': PROD}), 'given': {'env': 'test'}}, {**gives({'a': param('flag')}), 'given': {'flag': 'no'}},
    {**gives({'a': param('flag')}), 'given': {'flag': 'maybe'}},
    {**gives({'a': {'equals': [param('count'), 5]}}), 'given': {'count': '5'}},
]

CONDITIONED = [
    made({'a': none(condition='c')}, conditions={'c': True}),
    made({'a': none(condition='c')}, conditions={'c': False}), made({'a': none(condition=True)}),
    made({'a': none(condition=False)}), made({'a': none(condition=None)}), made({'a': none(condition='c')}),
    made({'a': none(condition='')}),
    *[made({'a': none(condition=each)}) for each in (1, 0, 2.5, [], ['c'], {}, {'a': 'b'}, 'true', 'True')],
    made({'a': none(condition=PROD)}), made({'a': none(condition={'not': PROD})}),
    made({'a': none(condition=param('flag'))}), made({'a': none(condition=param('env'))}),
    made({'a': none(condition=param('nobody'))}),
    made({'a': none(condition={'and': ['c', PROD]})}, conditions={'c': False}),
    made({'a': none(condition=when('c', True, False))}, conditions={'c': True}),
    made({'a': none(condition=attr('b', 'x')), 'b': none()}), made({'a': none(condition={'equals': [1]})}),
    made({'a': none(condition={'get_file': 'a'})}),
    made({'a': none(condition='c'), 'b': none(depends_on='a')}, conditions={'c': False}),
    made({'a': none(condition='c'), 'b': none(depends_on=['a', 'd']), 'd': none()}, conditions={'c': False}),
    made({'a': none(condition='c'), 'b': none(properties={'v': res('a')})}, conditions={'c': False}),
    made({'a': none(condition='c'), 'b': none(properties={'v': attr('a', 'show')})}, conditions={'c': False}),
    made({'a': none(condition='c'), 'b': none(metadata={'v': res('a')})}, conditions={'c': False}),
    made({'a': none(condition='c'), 'b': none(properties={'v': when('c', res('a'), 'none')})},
    conditions={'c': False}),
    made({'a': none(condition='c'), 'b': none(properties={'v': when('c', res('a'), 'none')})}, conditions={'c': True},
    known={'a': {'reference': 'a-id'}}), made({'a': none(condition='c'),
    'b': none(condition='c', properties={'v': res('a')})}, conditions={'c': False}),
    made({'a': none(condition='c', properties={'v': res('nobody')})}, conditions={'c': False}),
    made({'a': none(condition='c', properties={'v': param('nobody')})}, conditions={'c': False}),
    made({'a': none(condition='c', properties={'v': {'list_join': 5}})}, conditions={'c': False}),
    made({'a': none(condition='c', depends_on='nobody')}, conditions={'c': False}),
    made({'a': none(condition='c', extra=1)}, conditions={'c': False}),
    made({'a': {'condition': 'c'}}, conditions={'c': False}),
    made({'a': none(condition='c', depends_on='b'), 'b': none(depends_on='a')}, conditions={'c': False}),
    made({'a': none(properties={'v': when('c', res('b'), 1)}), 'b': none(depends_on='a')}, conditions={'c': False}),
    made({'a': none(properties={'v': when('c', res('b'), 1)}), 'b': none(depends_on='a')}, conditions={'c': True}),
    made({'a': none(condition='c')}, {'o': {'value': res('a')}}, {'c': False}),
    made({'a': none(condition='c')}, {'o': {'value': res('a'), 'condition': 'c'}}, {'c': False}),
    made({'a': none(condition='c')}, {'o': {'value': when('c', res('a'), None)}}, {'c': False}),
    made({'a': none(condition='c')}, {'o': {'value': attr('a', 'show')}}, {'c': False}),
]

ELIDED = [
    made({'a': none(properties={'p': when('c', 1), 'q': 2})}, conditions={'c': False}),
    made({'a': none(properties={'p': when('c', 1), 'q': 2})}, conditions={'c': True}),
    made({'a': none(properties={'p': [when('c', 1), 2], 'q': {'k': when('c', 1)}})}, conditions={'c': False}),
    made({'a': none(properties=when('c', {'p': 1}))}, conditions={'c': False}),
    made({'a': none(properties=when('c', {'p': 1}))}, conditions={'c': True}),
    made({'a': none(properties=when('c', {'p': 1}, {'q': 2}))}, conditions={'c': False}),
    made({'a': none(metadata=when('c', {'p': 1}))}, conditions={'c': False}),
    made({'a': none(metadata={'p': when('c', 1), 'q': [when('c', 1)]})}, conditions={'c': False}),
    made(outputs={'o': {'value': when('c', 1)}}, conditions={'c': False}),
    made(outputs={'o': {'value': [when('c', 1), 2]}}, conditions={'c': False}),
    made({'a': none(deletion_policy=when('c', 'Retain'))}, conditions={'c': False}),
    made({'a': none(deletion_policy=when('c', 'Retain', 'Delete'))}, conditions={'c': True}),
    made({'a': none(external_id=when('c', 'x'))}, conditions={'c': False}),
    made({'a': none(properties={'p': when('c', res('b')), 'q': 1}), 'b': none()}, conditions={'c': False}),
    made({'a': none(properties={'p': {'list_join': ['-', ['x', when('c', 'y')]]}})}, conditions={'c': False}),
    made({'a': none(properties={'p': {'map_merge': [{'k': 1}, {'l': when('c', 2)}]}})}, conditions={'c': False}),
    made({'a': none(properties={'p': when('c', when('d', 1))})}, conditions={'c': True, 'd': False}),
    made({'a': none(properties={'p': when('c', None)})}, conditions={'c': True}),
]

OUTPUTS = [
    made(outputs=each) for each in (
        {}, None, {'o': {'value': 1}}, {'o': {'value': None}}, {'o': {}}, {'o': None}, {'o': 5}, {'o': 'text'},
        {'o': []}, {'o': ['value']}, {'o': {'description': 'd'}}, {'o': {'value': 1, 'description': 'd'}},
        {'o': {'value': 1, 'description': 5}}, {'o': {'value': 1, 'extra': 2}}, {'o': {'Value': 1}},
        {'o': {'value': param('env')}}, {'o': {'value': param('nobody')}},
        {'o': {'value': {'a': [param('count'), param('names')]}}}, {'o': {'value': res('nobody')}},
        {'o': {'value': {'list_join': 5}}}, {'o': {'value': {'list_join': ['-', param('names')]}}},
        {'constructor': {'value': 1}}, {'': {'value': 1}}, [], 'text', 5, '', 0, False,
        {'o': {'value': {'get_param': 'env', 'x': 1}}})
] + [
    made({'a': none()}, {'o': {'value': attr('a', 'x', 'k')}, 'p': {'value': res('a')}},
    known={'a': {'reference': 'a-id', 'attributes': {'x': {'k': [1, None]}}}}),
    made({'a': none()}, {'o': {'value': {'list_join': ['-', [attr('a', 'n')]]}}},
    known={'a': {'reference': 'a-id', 'attributes': {'n': 5}}}),
]
OUTPUT_CONDITIONS = [made(outputs={'o': {'value': 1, 'condition': each}},
    conditions={'c': True, 'd': False}) for each in ('c', 'd', 'nobody', True, False, None, '', 5, [], PROD,
    {'not': 'c'}, param('flag'), param('env'), {'equals': [1]}, when('c', True, False), {'x': 1})] + [
    made(outputs={'o': {'value': param('nobody'), 'condition': 'd'}}, conditions={'d': False}),
    made(outputs={'o': {'value': res('nobody'), 'condition': 'd'}}, conditions={'d': False}),
    made(outputs={'o': {'value': {'list_join': 5}, 'condition': 'd'}}, conditions={'d': False}),
    made(outputs={'o': {'condition': 'd'}}, conditions={'d': False}),
]

RESOURCES = [
    made(each) for each in (
        {}, None, [], 'text', 5, {'a': None}, {'a': 5}, {'a': 'text'}, {'a': []}, {'a': {}}, {'a': {'type': None}},
        {'a': {'type': ''}}, {'a': {'type': 5}}, {'a': {'type': ['x']}}, {'a': {'Type': NONE}}, {'a': none(extra=1)},
        {'a': none(Properties={})}, {'a': none(properties=None)}, {'a': none(properties=[])},
        {'a': none(properties='x')}, {'a': none(properties=5)},
        {'a': none(metadata=None)}, {'a': none(metadata=[])}, {'a': none(metadata='x')},
        {'a': none(metadata={'k': [1, None, param('env')]})}, {'a': none(metadata=param('env'))},
        {'a': none(properties={'v': None, 'w': [None], 'x': {}})}, {'a': none(description='d')},
        {'a': none(description=5)}, {'a': none(description=None)},
        {'a': none(depends_on='b'), 'b': none()}, {'a': none(depends_on=['b', 'c']), 'b': none(), 'c': none()},
        {'a': none(depends_on=['b', 'b']), 'b': none()}, {'a': none(depends_on=[])}, {'a': none(depends_on=None)},
        {'a': none(depends_on='')}, {'a': none(depends_on='nobody')},
        {'a': none(depends_on=['b', 'nobody']), 'b': none()}, {'a': none(depends_on=5)}, {'a': none(depends_on=[5])},
        {'a': none(depends_on={'b': 1}), 'b': none()}, {'a': none(depends_on=param('env'))},
        {'a': none(depends_on=['b', None]), 'b': none()}, {'a': none(depends_on='a')},
        {'a': none(depends_on='b'), 'b': none(depends_on='a')}, {'a': none(properties={'v': res('a')})},
        {'a': none(properties={'v': res('b')}), 'b': none(depends_on='c'), 'c': none(metadata={'m': res('a')})},
        {'a': none(properties={'v': res('b')}, metadata={'m': res('c')}, depends_on='d'), 'b': none(), 'c': none(),
        'd': none()}, {'a': none(properties={'v': {'k': [res('b')]}}), 'b': none()},
        {'a': none(properties={'v': res('nobody')})}, {'a': none(metadata={'v': [{'w': res('nobody')}]})},
        {'a': none(properties={'v': attr('nobody', 'x')})},
        *[{'a': none(deletion_policy=each)} for each in ('Delete', 'Retain', 'Snapshot', 'delete', 'retain',
        'snapshot', 'DELETE', 'Keep', '', None, 5, [], param('env'), {'list_join': ['', ['Ret', 'ain']]},
        {'list_join': ['', ['ret', 'ain']]}, param('nobody'))],
        *[{'a': none(external_id=each)} for each in ('x', '', None, 5, [], param('env'), param('nobody'),
        param('names'))], {'a': none(external_id='x', depends_on='b'), 'b': none()},
        {'a': none(external_id='x', properties={'v': res('b')}), 'b': none()},
        {'a': none(external_id='x', deletion_policy='Delete')},
        {'a': none(update_policy={})}, {'a': none(update_policy=None)}, {'a': none(update_policy=[])},
        {'a': none(update_policy='x')}, {'a': {'type': param('env')}}, {'': none()}, {'a b': none()},
        {'constructor': none()}, {'a': none(properties=param('env'))},
        {'a': none(properties={'get_param': 'env', 'x': 1})})
]

SECTIONS = [
    made({}, sections=each) for each in (
        {'description': 'd'}, {'description': None}, {'description': 5}, {'description': ['d']}, {'extra': {}},
        {'Parameters': {}}, {'Resources': {}}, {'parameter_groups': []}, {'parameter_groups': None},
        {'parameter_groups': {}}, {'parameter_groups': 'x'}, {'parameter_groups': [{'parameters': ['env', 'flag'],
        'label': 'l'}]},
        {'parameter_groups': [{'parameters': ['env']}, {'parameters': ['env']}]},
        {'parameter_groups': [{'parameters': ['nobody']}]}, {'parameter_groups': [{'label': 'l'}]},
        {'parameter_groups': [{'parameters': 'env'}]}, {'parameter_groups': [5]},
        {'parameter_groups': [{'parameters': []}]}, {'parameter_groups': [{'parameters': ['env', 'env']}]},
        {'parameter_groups': [{'parameters': [5]}]},
        {'parameter_groups': [{'parameters': ['env'], 'description': 'd', 'extra': 1}]},
        {'parameter_groups': [{'parameters': ['OS::stack_name']}]}, {'conditions': {}}, {'conditions': None},
        {'conditions': {'c': True}}, {'mappings': {}}, {'__undefined__': {}})
] + [{**made({}, parameters=each), 'given': given} for each, given in (
    (None, {}), ({}, {}), ([], {}), ('x', {}), ({}, {'nobody': 1}), ({'p': {'type': 'string'}}, {}),
    ({'p': {'type': 'string'}}, {'p': 'x', 'nobody': 1}), ({'p': {'type': 'string'}}, {'P': 'x'}),
    ({'p': {'type': 'string'}, 'q': {'type': 'number'}}, {'p': 'x'}),
    ({'OS::stack_name': {'type': 'string', 'default': 'x'}}, {}),
    ({'p': {'type': 'string'}}, {'OS::stack_name': 'x', 'p': 'y'}),
    ({'p': {'type': 'string', 'default': 'a'}}, {'p': None}), ({'p': {'type': 'string'}}, {'p': None}),
    ({'': {'type': 'string', 'default': 'a'}}, {}), ({'constructor': {'type': 'string', 'default': 'a'}}, {}))] + [
    {**made({}, {'o': {'value': param('p')}}, parameters={'p': {'type': 'string', 'default': 'template', **more}}),
    'given': given, 'defaults': defaults} for more, given, defaults in (
        ({}, {}, {}), ({}, {}, {'p': 'environment'}), ({}, {'p': 'given'}, {'p': 'environment'}),
        ({}, {}, {'p': None}), ({}, {}, {'q': 'x'}), ({'constraints': [{'length': {'max': 8}}]}, {},
        {'p': 'environment'}), ({'default': None}, {}, {'p': 'environment'}),
        ({'type': 'number', 'default': 1}, {}, {'p': 'x'}), ({'type': 'number', 'default': 1}, {}, {'p': '5'}))
]


def cloud(resources=None, outputs=None, conditions=None, **more):
    template = {'Parameters': {'env': {'Type': 'String', 'Default': 'prod'},
        'flag': {'Type': 'Boolean', 'Default': True}}, 'Mappings': {'M': {'prod': {'size': 2}}}}
    for name, section in (('Conditions', conditions), ('Resources', resources), ('Outputs', outputs)):
        if section is not None:
            template[name] = section
    template.update(more.pop('sections', {}))
    return {'template': template, **more}


def thing(**keys):
    return {'Type': NONE, **keys}


CLOUD = [
    cloud({'A': thing()}), cloud({'A': thing(Properties={'v': ref('env'), 'w': ref('B')}), 'B': thing()},
    known={'B': {'reference': 'b-id'}}), cloud({'A': thing(DependsOn='B'), 'B': thing()}),
    cloud({'A': thing(DependsOn=['B', 'C']), 'B': thing(), 'C': thing()}), cloud({'A': thing(DependsOn='nobody')}),
    cloud({'A': thing(DependsOn=5)}), cloud({'A': thing(Metadata={'k': ref('env')})}),
    cloud({'A': thing(DeletionPolicy='Retain')}), cloud({'A': thing(DeletionPolicy='retain')}),
    cloud({'A': thing(DeletionPolicy=ref('env'))}), cloud({'A': thing(UpdatePolicy={})}),
    cloud({'A': thing(Extra=1)}), cloud({'A': {'type': NONE}}), cloud({'A': None}), cloud({'A': 5}), cloud({}),
    cloud(), cloud({'A': thing(Properties=5)}), cloud({'A': thing(Properties={'v': ref('A')})}),
    cloud({'A': thing(Properties={'v': ref('nobody')})}), cloud({'A': thing(Properties={'v': {'Fn::FindInMap': ['M',
    ref('env'), 'size']}})}), cloud({'A': thing(Properties={'v': {'get_param': 'env'}})}),
    cloud({'A': thing(Description='d')}), cloud({'A': thing()},
    {'O': {'Value': ref('A')}, 'P': {'Value': ref('env'), 'Description': 'd'}}), cloud({}, {'O': {}}),
    cloud({}, {'O': {'value': 1}}), cloud({}, {'O': 5}),
    cloud({}, {'O': {'Value': 1, 'Extra': 2}}), cloud({}, {'O': {'Value': None}}), cloud({}, sections={'Extra': {}}),
    cloud({}, sections={'Description': 'd'}), cloud({}, sections={'Mappings': None}),
    cloud({}, sections={'Mappings': []}), cloud({}, sections={'Metadata': {}}),
    cloud({}, sections={'Parameters': {'p': {'Type': 'String'}}}), cloud({}, given={'nobody': 1}),
    cloud({}, {'O': {'Value': ref('env')}}, given={'env': 'test'}),
    cloud({'A': thing(Condition='c')}, conditions={'c': True}),
    cloud({'A': thing(Condition='c')}, conditions={'c': False}), cloud({'A': thing(Condition='nobody')}),
    cloud({'A': thing(Condition={'Fn::Equals': [ref('env'), 'prod']})}),
    cloud({'A': thing(Condition='c'), 'B': thing(DependsOn='A')}, conditions={'c': False}),
    cloud({'A': thing(Condition='c'), 'B': thing(Properties={'v': ref('A')})}, conditions={'c': False}),
    cloud({}, {'O': {'Value': {'Fn::If': ['c', 1, 2]}}}, {'c': {'Fn::Not': ['d']},
    'd': {'Fn::Equals': [ref('env'), 'prod']}}), cloud({}, {'O': {'Value': 1, 'Condition': 'c'}}, {'c': False}),
    cloud({}, {'O': {'Value': {'Fn::If': ['c', 1, 2]}}}, {'c': {'Fn::Not': ['c']}}), cloud({}, {}, {'c': 'x'}),
    cloud({}, {}, []), cloud({}, {'O': {'Value': {'Fn::If': ['c', 1]}}}, {'c': False}),
]

TOPICS = [
    templates('conditions', NAMES, ['2016-10-14', '2017-09-01', '2021-04-16']),
    templates('conditional-resources', CONDITIONED, ['2016-10-14', '2021-04-16']),
    templates('elided', ELIDED, ['2018-08-31', '2021-04-16']),
    templates('outputs', OUTPUTS, ['2013-05-23', '2021-04-16']),
    templates('output-conditions', OUTPUT_CONDITIONS, ['2016-04-08', '2016-10-14', '2021-04-16']),
    templates('resources', RESOURCES, ['2013-05-23', '2016-10-14', '2021-04-16']),
    templates('sections', SECTIONS, ['2013-05-23', '2016-10-14', '2021-04-16']),
    templates('cloud-templates', CLOUD, ['HeatTemplateFormatVersion', *AWS]),
]
