imported = { $toys } 台のトイを取り込みました（名前 { $names } 件、上限付きのトイ { $limits } 台、接続禁止 { $denied } 台）。
imported-nothing = ファイルにトイがないため、何も取り込まれませんでした。
imported-lower-ends = 下限は取り込まれませんでした。Vigil で下限があるのは位置だけです：{ $toys }。
imported-unknown = { $count } 台のトイは種類がわからないため、上限を取り込めませんでした。
imported-kinds = このファイルにあるトイの種類は、--user-device-config とこのファイルを付けて Vigil を起動した場合だけ有効です。
