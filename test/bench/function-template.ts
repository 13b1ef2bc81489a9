/**
 * Text of a template of so many resources, each but the first with five functions: `list_join`, `get_attr`, `str_replace`,
 * `get_resource` and `get_param`.
 */
export function functionTemplate(resources: number): string {
  const lines = [
    'heat_template_version: 2016-10-14',
    'parameters:',
    '  name: {type: string, default: bench}',
    'resources:',
    '  r0:',
    '    type: OS::Heat::TestResource',
    '    properties: {value: base}',
  ];
  for (let i = 1; i < resources; i += 1)
    lines.push(
      `  r${String(i)}:`,
      '    type: OS::Heat::TestResource',
      '    properties:',
      '      value:',
      '        list_join:',
      '          - "-"',
      '          - - {get_attr: [r0, output]}',
      '            - str_replace:',
      `                template: number ${String(i)} of NAME on BASE`,
      '                params: {NAME: {get_param: name}, BASE: {get_resource: r0}}',
    );
  return `${lines.join('\n')}\n`;
}
