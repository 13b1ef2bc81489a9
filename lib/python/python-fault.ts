/** What Python would raise; `kind` names the class, `message` is Python's text where it has one. */
export class PythonFault extends Error {
  constructor(
    readonly kind: string,
    message: string,
  ) {
    super(message);
  }
}
