import { FunctionFault } from './function.js';

/** What one function may yield at most: lists inside lists of long texts grow without end otherwise. */
export const longestResult = 8 * 1024 * 1024;
export const mostItems = 100_000;

/** @throws FunctionFault */
export function checkItems(count: number, name: string): void {
  if (count > mostItems) throw new FunctionFault(`The result of "${name}" has more than ${mostItems} items`);
}

/** @throws FunctionFault */
export function checkLength(length: number, name: string): void {
  if (length > longestResult)
    throw new FunctionFault(`The result of "${name}" has more than ${longestResult} characters`);
}
