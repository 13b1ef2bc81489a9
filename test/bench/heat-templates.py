"""Lets a real Heat parse and validate a template, in this process: no server, no database, no network.

Reads the template from standard input; writes one line of JSON: the CPU that parsing and validating took in ms, of the
last of some rounds, and the peak of this process's memory in MB. Ends with 3 where Heat's packages are not there.
"""

import json
import resource
import sys
import time

try:
    from oslo_config import cfg
    from heat.common import config  # noqa: F401 (its options must be known)
    from heat.common import context
    from heat.common import template_format
    from heat.db.sqlalchemy import api
    from heat.db.sqlalchemy import models
    from heat.engine import resources
    from heat.engine import stack
    from heat.engine import template
except ImportError:
    sys.exit(3)

ROUNDS = int(sys.argv[1])


def parsed(text):
    return template_format.parse(text)


def validated(document):
    asked = context.RequestContext(project_id='bench', username='bench', is_admin=False)
    made = stack.Stack(asked, 'bench', template.Template(document), stack_id='bench')
    made.validate()
    return made


def timed(work, argument):
    begun = time.process_time()
    result = work(argument)
    return result, time.process_time() - begun


def main():
    cfg.CONF([], project='heat', default_config_files=[])
    cfg.CONF.set_override('max_resources_per_stack', -1)
    cfg.CONF.set_override('max_template_size', 2 ** 30)
    # A stack asks for what its resources have stored, of which there is nothing.
    cfg.CONF.set_override('connection', 'sqlite://', group='database')
    models.BASE.metadata.create_all(api.get_engine())
    resources.initialise()
    text = sys.stdin.read()
    for _ in range(ROUNDS):
        document, parse_s = timed(parsed, text)
        made, validate_s = timed(validated, document)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({'resources': len(made.resources), 'parseMs': 1e3 * parse_s,
                      'validateMs': 1e3 * validate_s, 'peakMb': peak}))


main()
