/** Plays its share of the seeds, in a thread of its own. */
import { parentPort, workerData } from 'node:worker_threads';
import { OPEN_STORIES } from './open-stories.js';
import { randomStory } from './random-story.js';
import { told, trial } from './told.js';

export interface Share {
  readonly from: number;
  /** One after the last. */
  readonly to: number;
  readonly step: number;
}

export interface Played {
  readonly stories: number;
  readonly failures: readonly string[];
}

/** More of them seldom tell more. */
const ENOUGH = 2;

async function play({ from, to, step }: Share): Promise<Played> {
  const failures: string[] = [];
  let stories = 0;
  for (let seed = from; seed < to && failures.length < ENOUGH; seed += step) {
    if (OPEN_STORIES.has(seed)) continue;
    const story = randomStory(seed);
    const failure = await trial(story);
    stories += 1;
    if (failure !== undefined) failures.push(await told(story, failure));
  }
  return { stories, failures };
}

parentPort?.postMessage(await play(workerData as Share));
