import { ofText } from './custom-constraint.js';

/** The text of a JSON value. */
export const jsonString = ofText((text) => {
  try {
    JSON.parse(text);
    return undefined;
  } catch {
    return 'Invalid JSON.';
  }
});
