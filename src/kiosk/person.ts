/** What a person agreed to. */
export interface Consent {
  /** What the templates are for, in the words that the person was shown; 1 to 1,000 characters. */
  readonly purpose: string;
  /** When it was given, in ms since 1970. */
  readonly given: number;
  /** When it ends, in ms since 1970; later than `given`. From then on the person is not recognised, and `expire()` takes them out. Null: until it is withdrawn. */
  readonly expires: number | null;
}

/** Somebody who is enrolled. */
export interface Person {
  /** The name under which decisions name them. */
  readonly identity: string;
  /** Pictures that are enrolled. */
  readonly pictures: number;
  readonly consent: Consent;
}
