import type { CommonKey } from '../en/common';

export const common: Record<CommonKey, string> = {
  'close': '閉じる',
  'retry': 'もう一度試す',
  'back': '戻る',
  'cancel': 'やめる',
  'skip': '本文へ移動',
  'language': '言語',
  'sandbox': 'サンドボックス：実際のお金は動きません。',
  'reference': '照会番号 {reference}',
  'offline.title': '接続がありません',
  'offline.text': '閲覧は続けられます。接続が戻るまで何も送信されません。',
  'error.title': 'こちらで問題が発生しました',
  'error.text': '請求は発生していません。もう一度試すか、スタッフにお声がけください。',
  'notFound.title': 'このアドレスには何もありません',
  'notFound.text': 'テーブルのタグにもう一度触れるか、横のコードを読み取ってください。',
  'home.title': 'テーブルから注文',
  'home.text': 'スマートフォンでテーブルのタグに触れるか、横のコードを読み取ると、メニューが開きます。',
};
