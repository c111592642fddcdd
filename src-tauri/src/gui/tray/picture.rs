use ksni::Icon;

use super::standing::Sign;

/// The desktop takes the one that fits.
const SIZES: [i32; 3] = [22, 32, 64];

/// Parts of a pixel that are looked at in each direction, for smooth edges.
const FINE: i32 = 4;

/// A ring; what is inside tells the sign, also to whoever sees no colours.
pub(super) fn icons(sign: Sign) -> Vec<Icon> {
    SIZES.into_iter().map(|size| icon(sign, size)).collect()
}

fn icon(sign: Sign, size: i32) -> Icon {
    let [red, green, blue] = colour(sign);
    let mut data = Vec::new();
    for y in 0..size {
        for x in 0..size {
            // ARGB32, the highest byte first.
            data.extend([covered(sign, x, y, size), red, green, blue]);
        }
    }
    Icon {
        width: size,
        height: size,
        data,
    }
}

/// `tokens.css`, dark: a tray is dark, as a rule.
const fn colour(sign: Sign) -> [u8; 3] {
    match sign {
        Sign::Off => [0x9a, 0xa5, 0xb4],
        Sign::Watching | Sign::Moving => [0x38, 0xd3, 0xa8],
        Sign::Alert => [0xf4, 0xb9, 0x5b],
        Sign::Stopped => [0xff, 0x6b, 0x6b],
    }
}

/// How much of this pixel is drawn, up to 255.
fn covered(sign: Sign, x: i32, y: i32, size: i32) -> u8 {
    let middle = |at: i32, part: i32| (f64::from(at * FINE + part) + 0.5) / f64::from(size * FINE) * 2.0 - 1.0;
    let parts = (0..FINE).flat_map(|down| (0..FINE).map(move |across| (across, down)));
    let inside = parts
        .filter(|(across, down)| is_inside(sign, middle(x, *across), middle(y, *down)))
        .count();
    let all = usize::try_from(FINE * FINE).unwrap_or(usize::MAX);
    u8::try_from(inside * 255 / all).unwrap_or(u8::MAX)
}

/// From -1 to 1 in both directions.
fn is_inside(sign: Sign, x: f64, y: f64) -> bool {
    let from_middle = x.hypot(y);
    let ring = (0.72..0.95).contains(&from_middle);
    let symbol = match sign {
        Sign::Off | Sign::Watching => false,
        Sign::Moving => from_middle < 0.42,
        Sign::Stopped => x.abs() < 0.36 && y.abs() < 0.36,
        Sign::Alert => x.abs() < 0.13 && ((-0.48..0.12).contains(&y) || (0.26..0.5).contains(&y)),
    };
    ring || symbol
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_sign_has_a_shape_of_its_own() {
        let signs = [Sign::Watching, Sign::Moving, Sign::Alert, Sign::Stopped];
        let shapes: Vec<Vec<u8>> = signs
            .into_iter()
            .map(|sign| icon(sign, 22).data.into_iter().step_by(4).collect())
            .collect();
        for (index, shape) in shapes.iter().enumerate() {
            assert_eq!(shape.len(), 22 * 22);
            assert!(shape.contains(&0) && shape.contains(&255), "{:?}", signs[index]);
            assert!(shapes[..index].iter().all(|other| other != shape), "{:?}", signs[index]);
        }
    }
}
