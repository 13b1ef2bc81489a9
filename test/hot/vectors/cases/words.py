"""How cases are written down. The inputs are this project's own; only the answers are Heat's."""


def function(name, cases, within='plain', versions=None):
    """A topic: values that call the function. Without `versions`, those that know it, and a few calls in others."""
    return {'kind': 'function', 'topic': name, 'cases': [(within, each) for each in cases], 'versions': versions}


def condition(name, cases, versions=None):
    """A topic: definitions of a condition, beside others."""
    return {'kind': 'condition', 'topic': name, 'cases': [('conditional', each) for each in cases],
            'versions': versions}


def templates(name, cases, versions):
    """A topic: whole templates without their version, or {'template', 'given', 'files', 'resources'}."""
    return {'kind': 'template', 'topic': name, 'cases': cases, 'versions': versions}


def parameters(name, cases, versions):
    """A topic: pairs of a parameter's definition and the values given for it, one after the other."""
    return {'kind': 'parameter', 'topic': name, 'cases': cases, 'versions': versions}


def documents(name, cases):
    """A topic: texts of templates or environments, to be read only."""
    return {'kind': 'document', 'topic': name, 'cases': cases, 'versions': ['2021-04-16']}


ABSENT = object()


def param(name, *path):
    return {'get_param': [name, *path] if path else name}


def attr(*args):
    return {'get_attr': list(args)}


def res(name):
    return {'get_resource': name}


def ref(name):
    return {'Ref': name}


WIDE = 'na\u00efve \U0001d4b3\u65e5\u672c'
EVERY_TYPE = [None, True, False, 0, 1, -1, 2.5, '', 'text', '7', [], ['x'], {}, {'a': 'b'}, {'a': 1, 'b': 2}]
