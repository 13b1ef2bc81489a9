import type { Json } from '../../../lib/json.js';

/** Names that a program may trip over. */
export const oddNames: readonly string[] = [
  'constructor', 'hasOwnProperty', 'toString', 'valueOf', 'prototype', '__defineGetter__', '', ' ', '.', '..', '/',
  '0', '-1', '1e3', 'null', 'true', 'a b', 'a.b', 'a/b', 'OS::stack_name', 'AWS::Region', '<<', '*', '&a', '!x', '{}', '\u{1f4a5}',
  'e\u0301', '\u202e', '\ufeff', '\n', '%s', '${x}', 'k'.repeat(300), 'u'.repeat(70_000),
]; // prettier-ignore

export const oddScalars: readonly Json[] = [
  null, true, false, 0, -0, 1, -1, 0.1, 1e-308, '', ' ', '0', '1_000', '0x10', '-', 'yes', 'nan', '\u2028', '\u{10ffff}', 'a,b', '%index%',
  '{"a": 1}', '[', '(', '((((((((((', '(a+)+$', '\\', '"', "'", '*', '?', '$.a', '$', '$.select($)', '10.0.0.0/8', '2030-01-01',
  'x'.repeat(5_000),
]; // prettier-ignore

/** What cannot be stored is refused before anything is made of it. */
export const unstorableNames: readonly string[] = ['__proto__', '\ud800', 'a\0b'];
export const unstorableScalars: readonly Json[] = [
  '\0',
  '\ud800',
  '\udc00x',
  1e21,
  1e308,
  2 ** 53,
  2 ** 53 + 2,
];

/** Text that no template is made of. */
export const oddTexts: readonly string[] = [
  '', ' ', '\n', '\0', '{', '[', '}', '---', '--- \n...', '%YAML 9.9\n---\na: 1', '&a *a', '? ? ?', '- - - -', '!!binary x', '\ufeff{}',
  '"', "'", '|', '>', '\t', 'a: b: c', '{"a": }', '{"heat_template_version": "rocky",}', 'heat_template_version: 2018-08-31\r',
  'heat_template_version: *a', '!!set {a, b}', '{? a : b}', '[[[[[[[[[[[[', '<<: 1', 'a: &a {<<: *a}', '# nothing', '\ud800',
]; // prettier-ignore
