import type { Records } from './records.js';

/** For a call that must not ask the engine for anything. @param why what is told whoever does */
export function withoutRecords(why: string): Records {
  const refuse = () => Promise.reject(new Error(why));
  return { create: refuse, find: refuse, read: refuse, adopt: refuse, delete: refuse };
}
