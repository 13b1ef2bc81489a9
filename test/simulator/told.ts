import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { playStory } from './play-story.js';
import { shrinkStory, type Trial } from './shrink-story.js';
import { lineOf, type Story } from './story.js';

/** Undefined: every promise was kept. */
export const trial: Trial = async (story) => {
  try {
    await playStory(story);
    return undefined;
  } catch (error) {
    return error instanceof Error ? (error.stack ?? error.message) : String(error);
  }
};

const SHRINK_MS = 60_000;

/** A story that went wrong, for people: as short as it was found, and where it lies to be played again. */
export async function told(story: Story, failure: string): Promise<string> {
  const short = process.env['SIM_SHRINK'] === '0' ? story : await shrinkStory(story, trial, SHRINK_MS);
  const file = join(mkdtempSync(join(tmpdir(), 'isotherm-story-')), `${String(story.seed)}.json`);
  writeFileSync(file, `${JSON.stringify(short, null, 1)}\n`);
  const lines = short.steps.map((step, i) => `  ${String(i + 1)}. ${lineOf(step)}`);
  const how = short === story ? failure : ((await trial(short)) ?? failure);
  return [
    `SIM_SEED=${String(story.seed)} goes wrong; as a short story it is SIM_STORY=${file}`,
    `seed ${String(short.seed)}, world ${JSON.stringify(short.world)}`,
    ...lines,
    how,
  ].join('\n');
}

/** The story that `told` left in the file. */
export function storyIn(file: string): Story {
  return JSON.parse(readFileSync(file, 'utf8')) as Story;
}
