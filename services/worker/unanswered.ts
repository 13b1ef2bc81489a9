interface Waiting<Message, Answer> {
  readonly message: Message;
  readonly answered: (answer: Answer) => void;
  readonly failed: (error: Error) => void;
}

/** What a run has said to its engine and waits for an answer to: it may have to be said again. Numbered from 1. */
export class Unanswered<Message, Answer> {
  private readonly waiting = new Map<number, Waiting<Message, Answer>>();
  private last = 0;

  /** @param make the message of that number. Rejects with what `fail` is given. */
  ask(make: (number: number) => Message, say: (message: Message) => void): Promise<Answer> {
    const number = (this.last += 1);
    const message = make(number);
    return new Promise((answered, failed) => {
      this.waiting.set(number, { message, answered, failed });
      say(message);
    });
  }

  /** One that is not waited for (any more) is passed over. */
  answer(number: number, answer: Answer): void {
    this.waiting.get(number)?.answered(answer);
    this.waiting.delete(number);
  }

  /** No answer is waited for any more. */
  fail(error: Error): void {
    for (const { failed } of this.waiting.values()) failed(error);
    this.waiting.clear();
  }

  /** In order. */
  get messages(): readonly Message[] {
    return Array.from(this.waiting.values(), ({ message }) => message);
  }

  get size(): number {
    return this.waiting.size;
  }
}
