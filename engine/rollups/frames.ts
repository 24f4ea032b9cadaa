/** Byte strings one after another, each behind its length (uint32, little endian). */
export function joinFrames(frames: readonly Buffer[]): Buffer {
  return Buffer.concat(
    frames.flatMap((frame) => {
      const length = Buffer.alloc(4);
      length.writeUInt32LE(frame.length);
      return [length, frame];
    }),
  );
}

/** What `joinFrames` joined. Throws a RangeError where the bytes end too early. */
export function splitFrames(bytes: Buffer): Buffer[] {
  const frames: Buffer[] = [];
  for (let at = 0; at < bytes.length; ) {
    const end = at + 4 + bytes.readUInt32LE(at);
    if (end > bytes.length) throw new RangeError(`a frame of ${end - at - 4} bytes is cut off`);
    frames.push(bytes.subarray(at + 4, end));
    at = end;
  }
  return frames;
}
