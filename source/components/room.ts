/** Room in terminal cells. */
export interface ScreenRoom {
  readonly columns: number;
  readonly rows: number;
}
