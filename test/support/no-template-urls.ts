/** Templates are fetched from nowhere, as by default. */
export const noTemplateUrls = { allowedHosts: [], allowPrivate: false, timeoutMs: 10_000 };
