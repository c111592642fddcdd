use std::{collections::HashSet, fs, io::Cursor, path::Path};

use png::{Decoder, Transformations};

/// A screenshot.
#[derive(Debug)]
pub struct Picture {
    encoded: Vec<u8>,
}

impl Picture {
    pub(super) fn new(encoded: Vec<u8>) -> Self {
        Self { encoded }
    }

    pub fn save(&self, path: &Path) {
        fs::write(path, &self.encoded).expect("the picture can be written");
    }

    /// How many colours there are: a blank page has one or two, text alone dozens.
    pub fn colours(&self) -> usize {
        let mut decoder = Decoder::new(Cursor::new(&self.encoded));
        decoder.set_transformations(Transformations::EXPAND | Transformations::ALPHA | Transformations::STRIP_16);
        let mut reader = decoder.read_info().expect("WebDriver's pictures are PNG");
        let mut pixels = vec![0; reader.output_buffer_size().expect("a window fits into memory")];
        let frame = reader.next_frame(&mut pixels).expect("a whole picture");
        pixels[..frame.buffer_size()]
            .chunks_exact(frame.color_type.samples())
            .collect::<HashSet<_>>()
            .len()
    }
}
