import type { Ref } from 'react';

/** What the camera sees, like a mirror, and how far a task has come. */
export function Mirror({ ref, progress }: { ref: Ref<HTMLVideoElement>; progress: number }) {
  return (
    <figure>
      <video ref={ref} muted playsInline aria-label="What the camera sees, mirrored" />
      <progress value={progress} aria-label="Progress" />
    </figure>
  );
}
