"""What vectors stand in: parameters, files, resources and conditions, each set under a name."""

THERE = {
    'reference': 'there-id',
    'attributes': {
        'text': 'ten.example.org',
        'number': 7,
        'decimal': 2.5,
        'flag': True,
        'nothing': None,
        'empty': '',
        'list': ['p', 'q', 'r'],
        'numbers': [3, 1, 2],
        'empty_list': [],
        'map': {'k': 1, 'deep': {'list': [{'ip': '10.0.0.1'}, {'ip': '10.0.0.2'}]}, '0': 'zero', 'none': None},
        'empty_map': {},
        'wide': 'na\u00efve \U0001d4b3\u65e5\u672c',
        'words': 'a,b,,c',
        'show': {'id': 'there-id', 'status': 'ok'},
    },
}
OTHER = {'reference': 'other-id', 'attributes': {'value': 'v', 'list': ['q', 's']}}
RANDOM = {'reference': 'rnd0', 'attributes': {'value': 'rnd0'}}
LATER = {
    'reference': 'later',
    'attributes': {'value': None, 'list': None, 'show': None},
    'state': 'INIT',
}

PARAMETERS = {
    'text': {'type': 'string', 'default': 'web'},
    'empty': {'type': 'string', 'default': ''},
    'digits': {'type': 'string', 'default': '42'},
    'word_true': {'type': 'string', 'default': 'true'},
    'wide': {'type': 'string', 'default': 'na\u00efve \U0001d4b3\u65e5\u672c'},
    'lines': {'type': 'string', 'default': 'one\ntwo\n'},
    'secret': {'type': 'string', 'default': 's3cret', 'hidden': True},
    'number': {'type': 'number', 'default': 7},
    'zero': {'type': 'number', 'default': 0},
    'negative': {'type': 'number', 'default': '-3'},
    'decimal': {'type': 'number', 'default': 2.5},
    'number_text': {'type': 'number', 'default': '10'},
    'yes': {'type': 'boolean', 'default': True},
    'no': {'type': 'boolean', 'default': 'off'},
    'list': {'type': 'comma_delimited_list', 'default': 'x,y,z'},
    'spaced': {'type': 'comma_delimited_list', 'default': 'one, two'},
    'no_items': {'type': 'comma_delimited_list', 'default': ''},
    'map': {
        'type': 'json',
        'default': {'k': [10, 20, {'deep': 'd'}], '0': 'zero', 'n': None, 't': True, 'f': 1.5, 'constructor': 'own'},
    },
    'json_list': {'type': 'json', 'default': '[1, [2, 3], "x", {"a": "b"}]'},
    'json_empty': {'type': 'json', 'default': '{}'},
    'given': {'type': 'string'},
}

FILES = {
    'a.sh': 'echo hello\n',
    'empty.txt': '',
    'wide.txt': '\U0001d4b3 \u65e5\u672c\n',
    'data.json': '{"a": [1, 2]}',
    'http://example.org/b.yaml': 'b: 1\n',
    '5': 'five',
}

RESOURCES = {
    'there': {'type': 'OS::Heat::TestResource'},
    'other': {'type': 'OS::Heat::Value'},
    'random': {'type': 'OS::Heat::RandomString'},
    'later': {'type': 'OS::Heat::None'},
}

CONDITIONS = {
    'always': True,
    'never': False,
    'is_web': {'equals': [{'get_param': 'text'}, 'web']},
    'is_other': {'not': 'is_web'},
    'both': {'and': ['is_web', 'always']},
    'either': {'or': ['never', {'get_param': 'no'}]},
    'by_parameter': {'get_param': 'yes'},
}
CLOUD_CONDITIONS = {
    'always': True,
    'never': False,
    'is_web': {'Fn::Equals': [{'Ref': 'text'}, 'web']},
    'is_other': {'Fn::Not': ['is_web']},
    'both': {'Fn::And': ['is_web', 'always']},
    'either': {'Fn::Or': ['never', {'Ref': 'no'}]},
    'by_parameter': {'Ref': 'yes'},
}

MAPPINGS = {
    'Regions': {
        'north': {'image': 'n-1', 'size': 10, 'zones': ['a', 'b']},
        'south': {'image': 's-1', 'size': 20, 'zones': []},
        'web': {'image': 'w-1'},
    },
    'Empty': {},
    'Numbers': {'1': {'2': 'three'}},
}

TYPES = {
    'string': 'String', 'number': 'Number', 'boolean': 'Boolean',
    'comma_delimited_list': 'CommaDelimitedList', 'json': 'Json',
}


def cloud_parameter(hot):
    made = {'Type': TYPES[hot['type']]}
    if 'default' in hot:
        made['Default'] = hot['default']
    if hot.get('hidden'):
        made['NoEcho'] = 'true'
    return made


def _made(conditions):
    hot = {'parameters': PARAMETERS, 'resources': RESOURCES}
    cloud = {
        'Parameters': {name: cloud_parameter(each) for name, each in PARAMETERS.items()},
        'Mappings': MAPPINGS,
        'Resources': {name: {'Type': each['type']} for name, each in RESOURCES.items()},
    }
    if conditions:
        hot = {**hot, 'conditions': CONDITIONS}
        cloud = {**cloud, 'Conditions': CLOUD_CONDITIONS}
    return {
        'hot': hot,
        'cloud_formation': cloud,
        'given': {'given': 'by the user'},
        'files': FILES,
        'resources': {'there': THERE, 'other': OTHER, 'random': RANDOM, 'later': LATER},
    }


SURROUNDINGS = {
    'plain': _made(False),
    'conditional': _made(True),
    'nested': {
        **_made(False),
        'parent': {
            'metadata': {'role': 'db', 'tags': ['a', 'b']},
            'deletion_policy': 'Retain',
            'update_policy': {'rolling': {'batch': 2}},
        },
    },
}


def sections(name, version_is_hot):
    return SURROUNDINGS[name]['hot' if version_is_hot else 'cloud_formation']
