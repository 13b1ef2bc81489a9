import { textOf } from '../support/repository-files.js';

const { version } = JSON.parse(textOf('package.json') ?? '') as { readonly version: string };

/** How the image of this version is called in all manifests. */
export const ourImage = `isotherm:${version}`;

/** By a whole version: what runs today is what runs tomorrow. */
export function isPinned(image: string): boolean {
  return /:\d+\.\d+(\.\d+)?(-[\w.-]+)?$/.test(image);
}
