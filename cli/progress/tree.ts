import { cut, oneLine } from '../plain-text.js';
import { arrange, type Branch } from './arrange.js';
import { durationText } from './duration.js';
import { progressOf, type Progress, type ProgressModel, type ProgressResource } from './model.js';

/** One line of the tree; `tone` says how the painter may colour it. */
export interface TreeLine {
  readonly text: string;
  readonly tone: Progress | 'title';
}

const marks: Readonly<Record<Progress, string>> = {
  waiting: '·',
  working: '◐',
  done: '✔',
  failed: '✖',
  gone: '−',
};
const spinner = ['◐', '◓', '◑', '◒'];
const SPIN_MS = 200;

/**
 * A stack as a tree of its resources in the order in which they are made, with their states and times. Pure.
 * @param now in ms since the epoch.
 * @param width columns; longer lines are cut.
 * @param height lines at most; of more, those that work or have failed are shown, and the rest is counted.
 */
export function renderTree(model: ProgressModel, now: number, width: number, height = Infinity): TreeLine[] {
  const branches = arrange(model.resources);
  const failures = branches.filter(({ resource }) => progressOf(resource.status) === 'failed').length;
  // Every failed one has its reason below it.
  const shown = branches.length + failures + 1 <= height ? branches : mostTelling(branches, height);
  const nameWidth = Math.max(0, ...shown.map(({ resource, guide }) => [...guide].length + [...oneLine(resource.name)].length)); // prettier-ignore
  const typeWidth = Math.max(0, ...shown.map(({ resource }) => [...resource.type].length));
  const lines: TreeLine[] = [title(model, now)];
  for (const branch of shown)
    lines.push(...branchLines(branch, now, Math.min(nameWidth, 48), Math.min(typeWidth, 32)));
  if (shown.length < branches.length) lines.push(summary(branches, shown.length));
  return lines.map(({ text, tone }) => ({ text: cut(text.trimEnd(), width), tone }));
}

function title({ title: name, status, resources, startedMs, endedMs }: ProgressModel, now: number): TreeLine {
  const finished = resources.filter((each) => ['done', 'gone'].includes(progressOf(each.status))).length;
  const time = startedMs === null ? '' : `  ${durationText((endedMs ?? now) - startedMs)}`;
  const text = `${oneLine(name)}  ${words(status)}  ${finished} of ${resources.length}${time}`;
  return { text, tone: 'title' };
}

function branchLines(
  { resource, guide, alsoRequires }: Branch,
  now: number,
  nameWidth: number,
  typeWidth: number,
): TreeLine[] {
  const tone = progressOf(resource.status);
  const mark = tone === 'working' ? (spinner[Math.floor(now / SPIN_MS) % spinner.length] ?? '') : marks[tone];
  const label = pad(guide + oneLine(resource.name), nameWidth);
  const also =
    alsoRequires.length === 0 || tone !== 'waiting' ? '' : `  also needs ${alsoRequires.join(', ')}`;
  const text = `${mark} ${label}  ${pad(oneLine(resource.type), typeWidth)}  ${words(resource.status)}${timeOf(resource, tone, now)}${also}`;
  if (tone !== 'failed') return [{ text, tone }];
  return [
    { text, tone },
    { text: `  ${' '.repeat([...guide].length)}${oneLine(resource.reason)}`, tone },
  ];
}

function timeOf({ startedMs, endedMs }: ProgressResource, tone: Progress, now: number): string {
  if (startedMs === null || tone === 'waiting') return '';
  return `  ${durationText((endedMs ?? now) - startedMs)}`;
}

/** `CREATE_IN_PROGRESS` as people say it. */
function words(status: string): string {
  if (status === 'INIT_COMPLETE') return 'waiting';
  return status.toLowerCase().replaceAll('_', ' ');
}

/** Failed ones before working before waiting before finished ones, in the order of the tree. */
function mostTelling(branches: readonly Branch[], height: number): Branch[] {
  const order: readonly Progress[] = ['failed', 'working', 'waiting', 'gone', 'done'];
  const ranked = branches
    .map((branch, index) => ({ branch, index, rank: order.indexOf(progressOf(branch.resource.status)) }))
    .sort((a, b) => a.rank - b.rank || a.index - b.index);
  // The title, the line that counts the rest, and a reason for each failure also need room.
  let room = Math.max(1, height - 2);
  const kept = ranked.filter(({ rank }) => {
    room -= rank === 0 ? 2 : 1;
    return room >= 0;
  });
  return kept.sort((a, b) => a.index - b.index).map(({ branch }) => branch);
}

function summary(branches: readonly Branch[], shown: number): TreeLine {
  const counts = new Map<Progress, number>();
  for (const { resource } of branches) {
    const progress = progressOf(resource.status);
    counts.set(progress, (counts.get(progress) ?? 0) + 1);
  }
  const parts = Array.from(counts, ([progress, count]) => `${count} ${progress}`);
  return { text: `  … ${branches.length - shown} more; in all ${parts.join(', ')}`, tone: 'waiting' };
}

function pad(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - [...text].length));
}
