const shop = `heat_template_version: 2016-10-14
description: A shop
parameters:
  text: {type: string, default: hello}
  secret: {type: string, hidden: true, default: hush}
parameter_groups: [{label: All, description: '', parameters: [text, secret]}]
resources:
  db: {type: OS::Heat::TestResource, properties: {value: {get_param: text}}, metadata: {tier: data}}
  web: {type: OS::Heat::TestResource, properties: {value: {get_attr: [db, output]}}}
outputs:
  said: {description: What it says, value: {get_attr: [web, output]}}
  list: {value: [1, {a: 2}]}
`;
const broken = `heat_template_version: 2016-10-14
resources:
  bad: {type: OS::Heat::TestResource, properties: {fail: true}}
`;
const ofFiles = `heat_template_version: 2016-10-14
parameters:
  text: {type: string}
  other: {type: string}
  third: {type: string}
resources:
  db: {type: OS::Heat::TestResource, properties: {value: {list_join: [', ', [{get_param: text}, {get_param: other}, {get_param: third}]]}}}
  note: {type: Own::Text, properties: {value: {get_file: note.txt}}}
outputs:
  all: {value: {list_join: [', ', [{get_attr: [db, output]}, {get_attr: [note, output]}]]}}
`;

/** What the commands name as `@x`. */
export const files: Readonly<Record<string, string>> = {
  'shop.yaml': shop,
  'broken.yaml': broken,
  'unknown.yaml': broken.replace('TestResource', 'Unknown'),
  'env.yaml': 'parameters: {text: from the environment}\n',
  'files.yaml': ofFiles,
  'note.txt': 'a note',
  'a.yaml': `parameters: {text: of a, other: of a}
parameter_defaults: {third: of a}
resource_registry: {'Own::Text': 'OS::Heat::TestResource'}
`,
  'b.yaml': 'parameters: {text: of b}\n',
  'c.yaml': 'parameters: {other: of c}\n',
  'unset.json': '{"unset_hook": "pre-create"}',
};
