"""Speech and noise for tests."""

import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest

from lumen.ai.speech.plain import RATE, as_wav

needs_voice = pytest.mark.skipif(not shutil.which("espeak-ng"), reason="espeak-ng is not installed")
needs_ffmpeg = pytest.mark.skipif(not shutil.which("ffmpeg"), reason="ffmpeg is not installed")


def say(text: str, path: Path, voice: str = "en-us") -> Path:
    """A WAV file in which `text` is said."""
    subprocess.run(["espeak-ng", "-v", voice, "-w", str(path), text], check=True, timeout=30)
    return path


def convert(source: Path, target: Path, *options: str) -> Path:
    """The same sound in another container."""
    command = ["ffmpeg", "-v", "error", "-y", "-i", str(source), *options, str(target)]
    subprocess.run(command, check=True, timeout=60)
    return target


def noise(seconds: float, strength: float = 800.0) -> bytes:
    """Samples of white noise."""
    samples = np.random.default_rng(3).normal(0, strength, round(seconds * RATE))
    return samples.astype("<i2").tobytes()


def write_wav(pcm: bytes, path: Path) -> Path:
    path.write_bytes(as_wav(pcm))
    return path
