import { alarmSamples, bellSamples, callSamples } from './tones';

export type Sound = 'bell' | 'alarm' | 'call';

const SAMPLES = { bell: bellSamples, alarm: alarmSamples, call: callSamples } as const;

/** Plays once a person has pressed something on this page: browsers let no page make noise before. */
export class Speaker {
  private context: AudioContext | null = null;
  private readonly buffers = new Map<Sound, AudioBuffer>();

  /** To be called from a press. Answers whether sound is on. */
  async unlock(): Promise<boolean> {
    try {
      this.context ??= new AudioContext();
      await this.context.resume();
    } catch {
      return false;
    }
    return this.context.state === 'running';
  }

  play(sound: Sound): void {
    const context = this.context;
    if (!context) return;
    // A tablet may suspend it while it sleeps.
    if (context.state !== 'running') void context.resume().catch(() => undefined);
    const source = context.createBufferSource();
    source.buffer = this.bufferOf(context, sound);
    source.connect(context.destination);
    source.start();
  }

  private bufferOf(context: AudioContext, sound: Sound): AudioBuffer {
    const known = this.buffers.get(sound);
    if (known) return known;
    const samples = SAMPLES[sound](context.sampleRate);
    const buffer = context.createBuffer(1, samples.length, context.sampleRate);
    buffer.copyToChannel(samples, 0);
    this.buffers.set(sound, buffer);
    return buffer;
  }
}
