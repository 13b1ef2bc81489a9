"""Asks the template language of a real Heat, in this process: no server, no database, no network.

Every question is answered by an outcome, plain data that can be written as JSON:
    {'value': ..., 'requires': [...]}          what it comes to, and which resources it refers to
    {'error': {'stage', 'class', 'message', ...}}  the first fault that a user would be told of
"""

import copy
import math

from heat.common import environment_format
from heat.common import environment_util
from heat.common import identifier
from heat.common import template_format
from heat.engine import attributes
from heat.engine import dependencies
from heat.engine import environment
from heat.engine import function
from heat.engine import node_data
from heat.engine import parameter_groups
from heat.engine import resources
from heat.engine import stk_defn
from heat.engine import template
from heat.engine.hot import functions

from faults import NoJson, fault

HOT_VERSIONS = [
    '2013-05-23', '2014-10-16', '2015-04-30', '2015-10-15', '2016-04-08', '2016-10-14',
    '2017-02-24', '2017-09-01', '2018-03-02', '2018-08-31', '2021-04-16',
]
CLOUD_FORMATION = ['HeatTemplateFormatVersion', 'AWSTemplateFormatVersion']
VERSIONS = HOT_VERSIONS + CLOUD_FORMATION

STACK = identifier.HeatIdentifier('tenant-1', 'shop', 'stack-1')


def header(version):
    """The first key of a template of that version."""
    if version == 'HeatTemplateFormatVersion':
        return {version: '2012-12-12'}
    if version == 'AWSTemplateFormatVersion':
        return {version: '2010-09-09'}
    return {'heat_template_version': version}


def is_hot(version):
    return version not in CLOUD_FORMATION


def has_function(version, name):
    """Whether the version has the function; one that it only remembers to refuse does not count."""
    found = template.Template(header(version)).functions.get(name)
    return found is not None and found is not functions.Removed


class Zones:
    """All that functions ask of a cloud: the availability zones."""

    def client(self, _name):
        return self

    availability_zones = property(lambda self: self)

    def list(self, detailed):
        zone = type('Zone', (), {})
        made = []
        for name in ('north', 'south'):
            each = zone()
            each.zoneName = name
            made.append(each)
        return made


class Context:
    tenant_id = project_id = 'tenant-1'
    username = 'somebody'
    clients = Zones()


class Parent:
    """The resource that a nested stack stands for."""

    def __init__(self, given):
        self._given = given
        self.t = self
        self._update_policy = given.get('update_policy')

    def metadata_get(self):
        return self._given.get('metadata', {})

    def deletion_policy(self):
        return self._given.get('deletion_policy', 'Delete')


class Node(node_data.NodeData):
    """What is known of a resource; paths into its attributes are followed by Heat's own code."""

    def attribute(self, name):
        hash(name)
        if isinstance(name, tuple):
            return attributes.select_from_attribute(self._attributes[name[0]], name[1:])
        return super().attribute(name)


def nodes(given):
    """`given` is {name: {reference, attributes, state}}; the state INIT is one that was not made yet."""
    return {
        name: Node(index, name, 'uuid-%d' % index, each.get('reference', name), each.get('attributes', {}),
                   each.get('state', 'CREATE'), 'COMPLETE')
        for index, (name, each) in enumerate(given.items())
    }


class Question:
    """One template, asked stage by stage; `stage` says how far it came."""

    def __init__(self, document, given=None, files=None, known=None, parent=None, defaults=None):
        self.stage = 'template'
        # Heat writes into what it is given.
        self.document = copy.deepcopy(document)
        self.given = copy.deepcopy(given or {})
        self.defaults = copy.deepcopy(defaults or {})
        self.files = files or {}
        self.known = copy.deepcopy(known or {})
        self.parent = parent

    def template(self):
        env = environment.Environment({'parameters': self.given, 'parameter_defaults': self.defaults})
        self.tmpl = template.Template(self.document, files=self.files, env=env)
        self.tmpl.validate()

    def parameters(self):
        self.stage = 'parameters'
        parent = Parent(self.parent) if self.parent is not None else None
        self.defn = stk_defn.StackDefinition(Context(), self.tmpl, STACK, nodes(self.known), parent)
        self.defn.parameters.validate(context=Context())
        parameter_groups.ParameterGroups(self.tmpl).validate()

    def sections(self):
        self.stage = 'conditions'
        self.tmpl.conditions(self.defn).validate()
        self.stage = 'resources'
        self.names = sorted(self.defn.enabled_rsrc_names())
        self.definitions = {name: self.defn.resource_definition(name) for name in self.names}

    def ready(self):
        self.template()
        self.parameters()
        self.sections()

    def function(self, snippet):
        self.ready()
        self.stage = 'parse'
        within = 'resources.subject.properties.v' if 'resources' in self.document else 'Resources.subject.Properties.v'
        parsed = self.tmpl.parse(self.defn, copy.deepcopy(snippet), within)
        self.stage = 'references'
        requires = sorted({each.name for each in function.dependencies(parsed, 'subject.Properties.v')})
        self.stage = 'validate'
        function.validate(parsed)
        self.stage = 'resolve'
        return {'value': plain(function.resolve(parsed)), 'requires': requires}

    def read(self, text):
        self.stage = 'read'
        return {'value': plain(template_format.simple_parse(text))}

    def condition(self, name):
        self.ready()
        self.stage = 'resolve'
        return {'value': self.tmpl.conditions(self.defn).is_enabled(name)}

    def parameter(self, name):
        self.template()
        self.parameters()
        self.stage = 'resolve'
        return {'value': plain(self.defn.parameters[name])}

    def environments(self, texts):
        """What files come to that are merged in their order."""
        self.stage = 'merge'
        tmpl = template.Template(self.document)
        files = {'file-%d.yaml' % place: text for place, text in enumerate(texts)}
        merged = {}
        environment_format.default_for_missing(merged)
        environment_util.merge_environments(list(files), files, merged, tmpl.all_param_schemata(files))
        found = environment.Environment(merged).env_as_dict()
        said = {section: content for section, content in found.items() if content and content != {'resources': {}}}
        return {'value': plain(said)}

    def registry(self, registry, name, resource):
        """What implements a type for a resource, and what else is said of that."""
        self.stage = 'load'
        found = environment.Environment({'resource_registry': copy.deepcopy(registry)}).registry
        self.stage = 'resolve'
        info = found.get_resource_info(name, resource)
        self.stage = 'settings'
        template_name = getattr(info, 'template_name', None)
        return {'value': {
            **({'template': template_name} if template_name else {'type': info.name}),
            'hooks': [hook for hook in environment.HOOK_TYPES if found.matches_hook(resource, hook)],
            'restricted': sorted(found.get_rsrc_restricted_actions(resource)),
        }}

    def whole(self):
        """Everything that a template comes to."""
        self.ready()
        self.stage = 'references'
        requires = {name: self.requires(name) for name in self.names}
        self.stage = 'validate'
        for each in self.definitions.values():
            each.validate()
        self.stage = 'outputs'
        outputs = {name: self.defn.output_definition(name) for name in sorted(self.defn.enabled_output_names())}
        for each in outputs.values():
            each.validate()
        self.stage = 'resolve'
        return {'value': {
            'resources': {name: self.resource(name, requires[name]) for name in self.names},
            'outputs': {name: plain(each.get_value()) for name, each in outputs.items()},
        }}

    def requires(self, name):
        stack = DefinitionAsStack(self.defn)
        found = sorted(each.name for each in self.definitions[name].dependencies(stack))
        graph = dependencies.Dependencies([])
        for each in self.names:
            graph += (each, None)
            for other in self.definitions[each].dependencies(stack):
                graph += (each, other.name)
        list(graph)
        return found

    def resource(self, name, requires):
        definition = self.definitions[name]
        return {
            'type': definition.resource_type,
            'properties': properties(definition._properties),
            'metadata': plain(definition.metadata()),
            'requires': requires,
            'deletion_policy': definition.deletion_policy(),
            'external_id': definition.external_id(),
        }


def properties(parsed):
    """As Heat's Properties look at them: one by one, by their names."""
    found = parsed or {}
    values = {name: function.resolve(found[name], nullable=True) for name in found}
    return {name: plain(value) for name, value in values.items() if value is not Ellipsis}


class DefinitionAsStack:
    """What definitions of resources ask of their stack."""

    def __init__(self, defn):
        self.defn = defn

    def __contains__(self, name):
        return name in self.defn

    def __getitem__(self, name):
        return self.defn[name]


def plain(value, depth=0):
    """@raises NoJson"""
    if depth > 100:
        raise NoJson('a value that holds itself')
    if value is Ellipsis:
        return None
    if isinstance(value, dict):
        if any(not isinstance(key, str) for key in value):
            raise NoJson('a key that is no text: %r' % (value,))
        return {key: plain(each, depth + 1) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(each, depth + 1) for each in value]
    broken = isinstance(value, str) and any('\ud800' <= char <= '\udfff' for char in value)
    if broken or (isinstance(value, float) and not math.isfinite(value)):
        raise NoJson(ascii(value))
    if value is None or isinstance(value, (str, int, float, bool)):
        return value
    # Parameters of some types stand for their value.
    if hasattr(value, 'value') and hasattr(value, 'schema'):
        return plain(value.value(), depth + 1)
    raise NoJson(repr(value))


def ask(question, method, *args):
    method = getattr(question, method)
    try:
        return method(*args)
    except (Exception, RecursionError) as error:
        if raised_here(error):
            raise
        return {'error': fault(error, question.stage)}


def raised_here(error):
    """Whether this file failed, not Heat."""
    trace = error.__traceback__
    while trace.tb_next is not None:
        trace = trace.tb_next
    return trace.tb_frame.f_code.co_filename == __file__ and not isinstance(error, MEANT)


# What the code above runs into when it does with Heat's objects what Heat does with them.
MEANT = (NoJson, TypeError)

def start():
    """Heat's registry of resource types and constraints."""
    resources.initialise()
