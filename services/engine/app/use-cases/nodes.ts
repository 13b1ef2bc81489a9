/** What can be asked of nodes: the places where things live. */
export interface Nodes {
  /** Those where something lives, or a service runs. */
  listNodes(): Promise<readonly NodeView[]>;
  /** @throws IsothermError `node.not-found` */
  showNode(node: string): Promise<NodeDetail>;
  /**
   * Declares gone all that lives on a silent node, and answers what that is: what is wanted of it is made elsewhere.
   * @throws IsothermError `node.not-found`, or `node.in-use` while a worker or an observer runs there
   */
  forgetNode(node: string): Promise<NodeDetail>;
}

export interface NodeView {
  readonly node: string;
  /** Neither a worker nor an observer of it is connected: nobody knows how things are there. */
  readonly silent: boolean;
  readonly workers: readonly string[];
  readonly observers: readonly string[];
  /** How many live there. */
  readonly things: number;
  /** How many that were declared gone are deleted should it come back. */
  readonly leftOvers: number;
}

export interface NodeDetail extends NodeView {
  readonly living: readonly NodeThing[];
}

export interface NodeThing {
  readonly tenant: string;
  readonly stack: string;
  readonly stackId: string;
  readonly resource: string;
  readonly type: string;
  /** Empty: none is known. */
  readonly physicalId: string;
}
