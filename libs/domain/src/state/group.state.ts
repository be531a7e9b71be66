/** A group of users. */
export interface GroupState {
  readonly groupId: string;
  name: string | null;
  /** User ids. */
  readonly members: Set<string>;
  /** Offset of the last accepted fact about the group. */
  revision: number;
}
