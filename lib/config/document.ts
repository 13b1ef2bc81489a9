import type { z } from 'zod';
import { settingsOf, type Setting } from './settings.js';

/** The reference of a service's settings as Markdown: a table for each section, in the schema's order. */
export function documentSettings(title: string, schema: z.ZodObject): string {
  const sections = new Map<string, Setting[]>();
  for (const setting of settingsOf(schema)) {
    const section = setting.path.slice(0, -1).join('.');
    const settings = sections.get(section) ?? [];
    settings.push(setting);
    sections.set(section, settings);
  }
  const parts = [`## ${title}`];
  for (const [section, settings] of sections) {
    if (section !== '') parts.push(`### ${title}: \`${section}\``);
    parts.push(table(settings));
  }
  return parts.join('\n\n');
}

function table(settings: readonly Setting[]): string {
  const rows = settings.map((setting) => [
    `\`${setting.name}\``,
    setting.meta.description ?? '',
    setting.allowed,
    defaultOf(setting),
    setting.variables.map((name) => `\`${name}\``).join(', '),
  ]);
  const lines = [
    ['Setting', 'What it is', 'Allowed', 'Default', 'Variable'],
    ['---', '---', '---', '---', '---'],
    ...rows,
  ];
  return lines
    .map((cells) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`)
    .join('\n');
}

function defaultOf(setting: Setting): string {
  if (setting.meta.defaultText !== undefined) return setting.meta.defaultText;
  if (setting.defaultValue === undefined) return setting.required ? 'must be set' : 'not set';
  return `\`${JSON.stringify(setting.defaultValue)}\``;
}
