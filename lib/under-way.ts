/** Questions under way, by key: whoever asks the same one meanwhile waits for the same answer. */
export class UnderWay<Answer> {
  private readonly answers = new Map<string, Promise<Answer>>();

  once(key: string, ask: () => Promise<Answer>): Promise<Answer> {
    const running = this.answers.get(key);
    if (running) return running;
    const answer = ask().finally(() => this.answers.delete(key));
    this.answers.set(key, answer);
    return answer;
  }
}
