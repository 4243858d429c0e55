"""Which language a text is written in."""

import pytest

from documents.pipeline.language import detect

SENTENCES = [
    ("en", "The rent is due on the first of each month."),
    ("de", "Die Miete ist am Ersten eines jeden Monats fällig."),
    ("fr", "Le loyer est payable le premier de chaque mois."),
    ("es", "El alquiler se paga el primer día de cada mes."),
    ("it", "L'affitto si paga il primo giorno di ogni mese."),
    ("pt", "O aluguel deve ser pago no primeiro dia de cada mês."),
    ("nl", "De huur moet op de eerste van elke maand worden betaald."),
    ("sv", "Hyran ska betalas den första i varje månad."),
    ("da", "Lejen skal betales den første i hver måned, og den er uden varme."),
    ("no", "Leien skal betales den første i hver måned, og du må også betale strøm."),
    ("fi", "Vuokra maksetaan joka kuukauden ensimmäisenä päivänä."),
    ("pl", "Czynsz jest płatny pierwszego dnia każdego miesiąca."),
    ("cs", "Nájemné je splatné první den každého měsíce."),
    ("hu", "A bérleti díj minden hónap első napján esedékes."),
    ("ro", "Chiria se plătește în prima zi a fiecărei luni."),
    ("tr", "Kira her ayın ilk günü ödenir."),
    ("id", "Sewa dibayar pada hari pertama setiap bulan."),
    ("vi", "Tiền thuê nhà được trả vào ngày đầu tiên của mỗi tháng."),
    ("ru", "Арендная плата вносится первого числа каждого месяца."),
    ("uk", "Орендна плата вноситься першого числа кожного місяця."),
    ("bg", "Наемът се плаща на първо число на всеки месец."),
    ("hi", "किराया हर महीने की पहली तारीख को देय है।"),
    ("mr", "भाडे दर महिन्याच्या पहिल्या तारखेला देय आहे."),
    ("ar", "يدفع الإيجار في اليوم الأول من كل شهر."),
    ("fa", "اجاره در روز اول هر ماه پرداخت می‌شود."),
    ("ur", "کرایہ ہر مہینے کی پہلی تاریخ کو ادا کیا جاتا ہے۔"),
    ("zh", "租金应于每月一日支付。"),
    ("ja", "家賃は毎月一日に支払います。"),
    ("ko", "임대료는 매월 1일에 지불합니다."),
    ("th", "ค่าเช่าครบกำหนดวันที่หนึ่งของทุกเดือน"),
    ("he", "שכר הדירה משולם בראשון לכל חודש."),
    ("el", "Το ενοίκιο πληρώνεται την πρώτη κάθε μήνα."),
    ("ta", "வாடகை ஒவ்வொரு மாதமும் முதல் தேதியில் செலுத்த வேண்டும்."),
    ("bn", "ভাড়া প্রতি মাসের প্রথম দিনে দিতে হয়।"),
    ("te", "అద్దె ప్రతి నెల మొదటి తేదీన చెల్లించాలి."),
    ("gu", "ભાડું દર મહિનાની પહેલી તારીખે ચૂકવવાનું છે."),
    ("kn", "ಬಾಡಿಗೆಯನ್ನು ಪ್ರತಿ ತಿಂಗಳ ಮೊದಲ ದಿನ ಪಾವತಿಸಬೇಕು."),
    ("ml", "വാടക എല്ലാ മാസവും ഒന്നാം തീയതി നൽകണം."),
    ("pa", "ਕਿਰਾਇਆ ਹਰ ਮਹੀਨੇ ਦੀ ਪਹਿਲੀ ਤਾਰੀਖ ਨੂੰ ਦੇਣਾ ਹੈ।"),
]


class TestLanguage:
    @pytest.mark.parametrize(("language", "sentence"), SENTENCES)
    def test_is_known_from_one_sentence(self, language, sentence):
        assert detect(sentence) == language

    @pytest.mark.parametrize(
        ("language", "question"),
        [
            ("en", "Who signed it?"),
            ("de", "Wie hoch ist die Kaution?"),
            ("es", "¿Cuánto cuesta?"),
            ("hi", "किराया कितना है"),
        ],
    )
    def test_is_known_from_a_short_question(self, language, question):
        assert detect(question) == language

    @pytest.mark.parametrize(
        ("language", "paper"),
        [
            ("en", "TOTAL 45.00 CASH 50.00 CHANGE 5.00 Thank you"),
            ("de", "Kassenbon Summe EUR 12,50 Bar 20,00 Rückgeld MwSt"),
            ("es", "Factura Total IVA Efectivo Gracias por su visita"),
            ("fr", "TICKET DE CAISSE Total TTC 12,50 Espèces Rendu TVA"),
        ],
    )
    def test_is_known_from_a_till_receipt(self, language, paper):
        assert detect(paper) == language

    @pytest.mark.parametrize("text", ["", "  \n", "12 345,67 + 8 %", "XKQ 9"])
    def test_stays_open_where_nothing_tells(self, text):
        assert detect(text) == ""

    def test_is_that_of_most_of_the_text(self):
        hindi = "किराया हर महीने की पहली तारीख को देय है। "

        assert detect("Rent Agreement 2026\n" + hindi * 20) == "hi"
        assert detect(hindi + "The tenant pays the rent on the first of each month. " * 20) == "en"

    def test_looks_at_the_middle_and_the_end_of_a_long_text(self):
        cover = "This is a cover page that was written for all of our customers. " * 100

        assert detect(cover + "Die Miete ist am Ersten eines jeden Monats fällig. " * 4_000) == "de"

    def test_tells_chinese_from_japanese_with_many_chinese_characters(self):
        assert detect("東京都千代田区丸の内一丁目 賃貸借契約書 第一条") == "ja"
        assert detect("房屋租赁合同 第一条 甲方将房屋出租给乙方使用") == "zh"
