/** A file that is no bbolt database, or one that was cut or damaged. */
export class CorruptDatabaseError extends Error {
  override readonly name = 'CorruptDatabaseError';
  /** The page where it shows. */
  readonly page: number;

  constructor(page: number, damage: string) {
    super(`the database file is damaged at page ${page}: ${damage}; use another copy of it`);
    this.page = page;
  }
}

/** Entries that a database cannot hold: a mistake in this program, never in the data. */
export class DatabaseInputError extends Error {
  override readonly name = 'DatabaseInputError';
}
