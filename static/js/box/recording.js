// Sound from the microphone: its level while it comes, a file at the end.
const KINDS = ["audio/webm;codecs=opus", "audio/ogg;codecs=opus", "audio/mp4", "audio/webm"];
const ENDINGS = { "audio/webm": "webm", "audio/ogg": "ogg", "audio/mp4": "m4a" };
export const QUIET = 0.01; // of full scale; speech is ten times that

export class Recording {
  // onLevel: told 0..1 for every picture of the screen
  constructor(onLevel) {
    this.onLevel = onLevel;
    this.loudest = 0;
    this.parts = [];
    this.isOver = false;
  }

  async start() {
    if (!navigator.mediaDevices?.getUserMedia || !window.MediaRecorder) throw new DOMException("", "NotSupportedError");
    const wanted = { echoCancellation: true, noiseSuppression: true, autoGainControl: true, channelCount: 1 };
    this.stream = await navigator.mediaDevices.getUserMedia({ audio: wanted });
    // given up while the browser was asking
    if (this.isOver) { this.release(); return false; }
    const mimeType = KINDS.find((kind) => MediaRecorder.isTypeSupported(kind));
    this.recorder = new MediaRecorder(this.stream, { ...(mimeType && { mimeType }), audioBitsPerSecond: 48000 });
    this.recorder.addEventListener("dataavailable", (event) => { if (event.data.size) this.parts.push(event.data); });
    this.began = performance.now();
    this.recorder.start(250);
    this.listen();
    return true;
  }

  get seconds() {
    return this.began ? (performance.now() - this.began) / 1000 : 0;
  }

  listen() {
    this.context = new AudioContext();
    const analyser = this.context.createAnalyser();
    analyser.fftSize = 1024;
    this.context.createMediaStreamSource(this.stream).connect(analyser);
    const samples = new Float32Array(analyser.fftSize);
    const look = () => {
      if (this.isOver) return;
      analyser.getFloatTimeDomainData(samples);
      const level = Math.sqrt(samples.reduce((sum, one) => sum + one * one, 0) / samples.length);
      this.loudest = Math.max(this.loudest, level);
      this.onLevel(Math.min(1, level * 5), this.seconds);
      requestAnimationFrame(look);
    };
    // a context that waits for a gesture would measure silence
    this.context.resume().then(() => { this.isMeasured = true; }).catch(() => {});
    requestAnimationFrame(look);
  }

  get wasQuiet() {
    return Boolean(this.isMeasured) && this.loudest < QUIET;
  }

  release() {
    this.isOver = true;
    this.stream?.getTracks().forEach((track) => track.stop());
    this.context?.close();
  }

  cancel() {
    if (this.recorder?.state === "recording") this.recorder.stop();
    this.release();
  }

  // the file, once the recorder has given its last part
  async end() {
    // one whose microphone was pulled out has ended by itself
    if (this.recorder.state !== "inactive") {
      const stopped = new Promise((resolve) => { this.recorder.addEventListener("stop", resolve, { once: true }); });
      this.recorder.stop();
      await stopped;
    }
    this.release();
    const type = (this.recorder.mimeType || "audio/webm").split(";")[0];
    return new File([new Blob(this.parts, { type })], `voice.${ENDINGS[type] ?? "webm"}`, { type });
  }
}
