use serde_json::json;

use super::{Rig, devices};

fn launch(rig: &mut Rig, position: u32, speed: u32) -> u32 {
    let outputs = rig
        .outputs("FleshlightLaunchFW12Cmd", json!({"Position": position, "Speed": speed}))
        .unwrap();
    assert_eq!(outputs[0].1, i32::try_from(position).unwrap());
    outputs[0].2.unwrap()
}

#[test]
fn the_launch_takes_longer_for_a_longer_way_and_a_lower_speed() {
    let mut v0 = Rig::new(0);
    let whole_way = launch(&mut v0, 99, 99);
    assert!((150..300).contains(&whole_way), "{whole_way}");
    let half_way = launch(&mut v0, 50, 99);
    assert!(half_way < whole_way * 6 / 10, "{half_way} of {whole_way}");
    assert!(launch(&mut v0, 99, 20) > whole_way, "slower");
}

#[test]
fn the_launch_never_jumps_to_where_the_device_may_not_be() {
    let mut v1 = Rig::new(1);
    let slow_whole_way = launch(&mut v1, 99, 20);
    assert!(
        launch(&mut v1, 99, 20) >= slow_whole_way / 4,
        "it is there, as far as this program knows"
    );
    let back = json!({"Vectors": [{"Index": 0, "Duration": 1000, "Position": 0.0}]});
    v1.outputs("LinearCmd", back).unwrap();
    assert_eq!(launch(&mut v1, 99, 20), slow_whole_way, "it was sent elsewhere");
    v1.actions("StopDeviceCmd", json!({"Id": 5, "DeviceIndex": 2}));
    assert_eq!(launch(&mut v1, 99, 20), slow_whole_way, "it was stopped on its way");
    v1.actions("StopAllDevices", json!({"Id": 6}));
    assert_eq!(launch(&mut v1, 99, 20), slow_whole_way);
    v1.session.devices_changed(devices(), &mut Vec::new());
    assert_eq!(launch(&mut v1, 99, 20), slow_whole_way, "it may be another one");
}
