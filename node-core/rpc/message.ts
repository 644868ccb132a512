/** An encoded message: in one piece, or in pieces that follow one another. Some are empty. */
export type Message = Uint8Array | readonly Uint8Array[];

export function sizeOfMessage(message: Message): number {
  return message instanceof Uint8Array ? message.length : totalLength(message);
}

/** The message in one piece. */
export function joinMessage(message: Message): Uint8Array {
  return message instanceof Uint8Array ? message : Buffer.concat(message);
}

export function totalLength(pieces: readonly Uint8Array[]): number {
  return pieces.reduce((total, piece) => total + piece.length, 0);
}
