import assert from 'node:assert/strict';
import { fails, type Case } from './checks.js';

/** What is of all projects, or of nobody's: for admins. */
export const overseeing: readonly Case[] = [
  [
    'orchestration service list -f json',
    ({ json }) => {
      assert.deepEqual(
        json.map((each: Record<string, string>) => `${each['Binary']} ${each['Status']}`).sort(),
        ['isotherm-engine up', 'isotherm-observer up', 'isotherm-worker up'],
      );
    },
  ],
  [
    'stack list --long -f json',
    ({ json }) =>
      assert.deepEqual(
        json.map((each: Record<string, string>) => each['Stack Owner']),
        ['default-member', 'default-member'],
      ),
  ],
  [
    'stack list --nested --hidden --deleted --all-projects -f json',
    ({ json }) => assert.ok(json.length >= 2),
  ],
];

/** As Heat refuses them to a member of a project. */
export const overseeingAsMember: readonly Case[] = [
  ['orchestration service list', fails(/HTTP 403|[Ff]orbidden|not authorized/)],
  ['stack list --all-projects', fails(/HTTP 403|[Ff]orbidden|not authorized/)],
];
