import type { Records } from './records.js';

/** For a call that must not ask the engine for anything. @param why what is told whoever does */
export function withoutRecords(why: string): Records {
  const refuse = () => Promise.reject(new Error(why));
  return { create: refuse, find: refuse, read: refuse, adopt: refuse, delete: refuse };
}

/** What an observer's look has. */
export const observerRecords = withoutRecords(
  'observe is asked by an observer, which has no records of the engine',
);
