"""What tells languages of one script apart."""

Marks = tuple[str, str, str]  # commonest words; letters and pieces of words that few others have

LATIN: dict[str, Marks] = {
    "en": (
        "the of and to in is that it was for on are as with his they at be this have from or had by not "
        "but what all were when we there can an your which their if do will each about how up out them "
        "then she who whose where why these would has been its into than shall any may our such you my "
        "did does invoice amount payment account bill price quantity thank due paid balance receipt order "
        "description",
        "",
        "tion ing ght ough wh th sh ck ly ould ness ment",
    ),
    "de": (
        "der die das und in den von zu mit sich des auf für ist im dem nicht ein eine als auch es an "
        "werden aus er hat dass sie nach wird bei einer um am sind noch wie einem über einen so zum war "
        "haben nur oder aber vor zur bis mehr durch man sein wurde wer wo wann warum was welche ich wir "
        "ihr kann rechnung betrag summe bar rückgeld mwst datum seite gesamt gesamtbetrag konto zahlung "
        "bestellung steuer vielen dank",
        "äöüß",
        "sch cht ung keit heit lich eit ück ßen tz pf äu ige",
    ),
    "fr": (
        "de la le et les des en un du une que est pour qui dans a par plus pas au sur ne se ce il sont "
        "avec ou son cette aux d l qu n s j c comme mais nous vous elle être fait ses été leur où quand "
        "comment quel quelle quels quelles pourquoi combien même ont ces si je tout sans entre deux peut "
        "dont lui facture montant espèces caisse prix tva merci rendu paiement compte commande",
        "éèêëàâçîïôûùœ",
        "eau eux tion ment oir aux oui ais ait qu ille ette ée",
    ),
    "es": (
        "de la que el en y a los se del las un por con no una su para es al lo como más o pero sus le ha "
        "me si sin sobre este ya entre cuando todo esta ser son dos también fue había era muy años hasta "
        "desde está mi porque qué sólo han yo hay cuál cuáles quién dónde cuándo cómo cuánto cuánta "
        "fueron factura importe iva efectivo gracias precio pago cuenta fecha recibo pedido",
        "ñáéíóúü¿¡",
        "ción dad mente ll ñ ie ue illo aje ría ón",
    ),
    "it": (
        "di che e la il un a per in una mi sono ho non ma lo ha le si ti i con cosa se come da ci no "
        "questo qui hai sei del della dei delle nel nella al alla dal dalla gli più anche è stato essere "
        "suo sua dell all nell sull l quando dove chi perché quanto quale quali fu era degli alle sul tra "
        "fra cui fattura importo contanti resto grazie scontrino prezzo pagamento conto ordine totale",
        "àèéìòù",
        "zione gli gn zz cch ità ggi agg mente tti ssi cci sci",
    ),
    "pt": (
        "de a o que e do da em um para é com não uma os no se na por mais as dos como mas foi ao ele das "
        "tem à seu sua ou ser quando muito há nos já está eu também só pelo pela até isso ela entre era "
        "depois sem mesmo aos ter seus quem nas me esse eles estão você qual quais onde quanto são pelos "
        "foram num fatura valor pagamento obrigado troco dinheiro preço conta recibo pedido pago dia mês "
        "deve primeiro primeira",
        "ãõçáâéêíóôúà",
        "ção ções nh lh ão ães eira eiro agem dade õe mente",
    ),
    "nl": (
        "de van een het en in is dat op te zijn met voor niet die aan er om ook als bij door naar uit "
        "maar wordt nog worden kan over dan was heeft hij of tot hebben deze meer werd wel dit geen zich "
        "haar al moet welke wie waar wanneer hoe waarom wat ik we wij jij je u hun onder tegen na zal "
        "veel ze factuur bedrag totaal btw bedankt contant prijs betaling rekening bestelling",
        "ëïé",
        "ij oe aa ee oo uu cht sch eid ui ijk ver ge en",
    ),
    "sv": (
        "och i att det som en på är av för med till den har de inte om ett han men var jag sig från vi så "
        "kan när år under också efter eller nu vid där vara hade skulle ska mot bara här alla honom "
        "varför vad vilken vilket vilka vem hur hon mycket än då blev sin man dessa över ut många blir "
        "mellan finns faktura summa moms kontant tack belopp pris betalning konto kvitto",
        "åäö",
        "sk ör ät ände ning het ck ll tt ån äg är ight",
    ),
    "da": (
        "og i at det er en til af på som de med for der den har ikke et jeg om fra han var men kan vi så "
        "sig eller havde hvad være skal blev hvor efter ved også hun over ud hvis mig dig sin man bliver "
        "været meget nu når op da noget kun hvornår hvem hvorfor hvilken hvilke mellem deres dette blevet "
        "uden alle andre denne din end fordi første gennem gøre her hele ham lige mere os sammen selv "
        "sige siden tage to nogle blive dine faktura beløb moms kontant tak pris betaling konto "
        "kvittering",
        "æøå",
        "af ød æl ede rne ning hed øj eje ej gte lse ng else nde tion lige gen ude hvil øre sig ige mæ ræ "
        "vær",
    ),
    "no": (
        "og i det er på en som til for å av med at den de har ikke et om var fra jeg men vi seg kan så "
        "han eller hun ble etter hva også ved skal være hvor når da bare mot ut blir vært opp noe mer nå "
        "hadde bli hvordan hvem hvorfor hvilken hvilke mellom deres denne dette meg deg dem sin mye enn "
        "alle uten andre din fordi første gjennom gjøre her hele ham lik oss sammen selv si siden ta to "
        "noen dine faktura beløp mva kontant takk pris betaling konto kvittering",
        "æøå",
        "øy ei kk tt eie øye rn ning het ng else ene leg ett øk sjon gjø enn bru skj gj kj tte ykk",
    ),
    "fi": (
        "ja on ei se että oli hän joka mutta kun niin myös ovat mukaan ole tai vain sen kuin hänen jos jo "
        "nyt vuonna jälkeen ollut sekä olla kanssa voi mitä kaikki vielä sitä ne tämä siitä joita joiden "
        "jotka missä milloin kuka miksi miten mikä minä sinä me te he tämän sitten ennen noin koska "
        "olivat kuitenkin jonka tulee mitään käyttää kaikkien olisi lasku summa yhteensä alv käteinen "
        "kiitos hinta maksu tili kuitti",
        "äö",
        "aa ii uu ää yy ssa ssä lla llä sta stä kk tt inen ksi isen ien nen tta ttä ään ita mat vat aan "
        "een iin uus yys jä hde ty",
    ),
    "pl": (
        "w i na z do się nie że to jest o od za po a jak przez dla oraz są jego jej być był była który "
        "która które tym ale co czy przy ich tego może już ze tylko jako również lub tak ma pod między "
        "będzie gdzie kiedy dlaczego kto ile jaka jaki jakie by było roku ten te go mu nad bez został "
        "także faktura kwota razem suma gotówka cena zapłata konto paragon",
        "łąęćńśźżó",
        "sz cz rz ów ch wie nie ych ego ść prz dzi ski wa",
    ),
    "cs": (
        "a v se na je že s z do o i to by pro jako za po ve byl jsou jeho jsem k tak jak ale jsme ze ke "
        "která který které než jen od při co když už si být podle nebo bylo byla pod toho také kde kdy "
        "proč kdo kolik jaký jaká jaké tento této jejich však roce před mezi až může není faktura částka "
        "celkem hotovost cena platba účet děkujeme",
        "ěřůčšžýáíéúťďň",
        "ní ého ost ých ou ch př stv ský ém ují",
    ),
    "sk": (
        "a v sa na je že s z do o to by pre ako za po vo bol sú jeho som k tak ale sme zo ku ktorá ktorý "
        "ktoré než len od pri čo keď už si byť podľa alebo bolo bola pod toho tiež kde kedy prečo kto "
        "koľko aký aká aké tento tejto ich však roku pred medzi až môže nie ktorej jej ešte i aj",
        "ľĺŕôäčšžýáíéúťďň",
        "ie ého osť ých ou ch pr stv ský nie uje ám",
    ),
    "sl": (
        "je in v na se da za z so ki s pa ne bi o tudi po kot ni ali od do pri kar ko to sem ga jih še le "
        "bil bila bilo ker če tako med pred lahko več vse ta ima biti samo bolj zelo kdo kaj kje kdaj "
        "zakaj kako koliko kateri katera katere svoje njegov leta vendar saj ter iz ob",
        "čšž",
        "nj lj ega ij ost nje ska ov vanj ih skega sti",
    ),
    "hr": (
        "je i u na se da za s su od koji a kao ne bi o po iz koja te koje što to ili do ali nije samo već "
        "kako biti bio bila bilo sve još nakon prema tako više ima može kod između pred zbog jer ga ih "
        "tko gdje kada zašto koliko svoje godine njegov smo ste ću će sam",
        "čćšžđ",
        "nj lj ije og ost nje ska im dž ija vanj ima",
    ),
    "hu": (
        "a az és hogy nem is egy ez meg csak de van volt már ha mint még azt el vagy ki kell le sem amely "
        "után lehet minden ezt majd ami azonban szerint fel nagy így akkor be mert ezek között aki ahol "
        "mikor hol miért hogyan mennyi melyik milyen több itt lesz más alatt által illetve valamint ezért "
        "számla összeg összesen áfa készpénz fizetendő köszönjük",
        "őűáéíóöúü",
        "sz gy ny zs ly ás és ek ok ság ség nak nek ban ben hoz",
    ),
    "ro": (
        "de și în a la cu pe care din nu să o un se este sunt ce mai fi ca pentru au al dar prin ale lui "
        "sau fost după cum dacă această acest către până între fără când unde cine cât câte despre ei el "
        "ea cel cea cei toate foarte avea are ai am era le lor va vor avut ori doar astfel asupra factura "
        "suma bon numerar preț plată cont mulțumim",
        "ăâîșțşţ",
        "ului ilor ţi ti ea ție ul ii eșt area ător are ate",
    ),
    "tr": (
        "ve bir bu da de için ile olarak çok daha olan gibi en kadar ne ki var o ama sonra mi mı ya değil "
        "her ise şey olduğu önce ben sen biz siz onlar oldu olduğunu tarafından veya hem kim nerede zaman "
        "nasıl neden niçin kaç hangi bunu yok üzere ancak göre içinde edilen iki ilk bütün arasında diye "
        "fatura tutar toplam nakit kdv fiyat ödeme hesap teşekkür",
        "ğışçöü",
        "lar ler dır lık lik ın ığı ması mesi ınd ını yor cak iyle",
    ),
    "id": (
        "yang dan di dengan untuk dari pada ini dalam tidak itu adalah oleh sebagai juga akan ke atau ada "
        "mereka telah karena bisa saya kami kita anda dapat lebih sudah tersebut bahwa secara seperti "
        "menjadi antara saat setelah hanya para apa siapa kapan mana mengapa bagaimana berapa tahun satu "
        "ia faktur jumlah tunai kembali harga pembayaran rekening terima kasih",
        "",
        "ng ny kan men ber per pen an nya ter sy me ke",
    ),
    "vi": (
        "và của là có được cho một trong với không các những để người này khi từ đã ở đến về như cũng tại "
        "ra nhưng nhiều thì sẽ vào bị năm trên lại phải hay theo nào gì ai đâu sao thế bao giờ nhiêu mà "
        "rất còn",
        "ăâđêôơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹĩũ",
        "",
    ),
    "et": (
        "ja on ei et see ta oli kui ka mis aga kes ning või oma nii selle siis ma sest kus juba veel "
        "pärast mille seda tema olid olnud mitte üks koos välja ole saab pole enne kuid miks kuidas "
        "millal mitu milline nende need aasta vastu ära eest hiljem poolt järgi ainult võib",
        "õäöü",
        "õi se ks da nd vad mise üh väl tud dud sest ega",
    ),
    "lv": (
        "un ir ar no uz par kas kā bija tas arī ka ne lai pie gada bet vai pēc to tika tā līdz viņš savu "
        "jau kur tikai kad ko nav vēl tiek pirms ja kuru starp viņa tie bez šo šis būs kāpēc cik kurš "
        "kāds kāda pret laikā gadā daudz ļoti vairāk",
        "āčēģīķļņšūž",
        "šan ij ie as ai āj ums ība us ām ēj nām",
    ),
    "lt": (
        "ir yra kad buvo su į iš kaip bet tai jo o dėl ne apie jis nuo per už po taip pat arba tik jau "
        "kuris kuri kurie prie būti gali ar dar jos jų metais metų kai iki nėra savo kas kur kada kodėl "
        "kiek koks kokia labai daugiau tarp pagal prieš visi šis",
        "ąčęėįšųūž",
        "iai ij ų as is us ių imas ymas uo ai io tų ama",
    ),
    "ca": (
        "de la i el que a en les els un per amb una del es l d no al són més va com s dels ser seu seva "
        "però aquest aquesta als o també ha hi ho molt fins sobre entre quan on qui què quin quina quants "
        "tot van estar és han des sense perquè seus pel pels",
        "àèéíïòóúüç·",
        "ció ment tat itat ny ll eix aig ig tx ues l·l",
    ),
    "sw": (
        "na ya wa kwa ni katika la za kama hii au hiyo pia yake lakini sana yao huo kuwa watu huu hivyo "
        "hata kila wake bila baada kabla nini nani lini wapi kwanini ngapi gani si ambayo mwaka cha vya",
        "",
        "",
    ),
    "tl": (
        "ang ng sa na mga at ay ito si ni para kung hindi may mula din rin siya sila ako ikaw kayo namin "
        "natin nila nito iyon dito doon ano sino kailan saan bakit paano ilan alin dahil pero lamang "
        "upang isang",
        "",
        "",
    ),
    "sq": (
        "të e në i dhe një për me që nga është si se nuk më u ka por ishte kjo ky do tij saj pas kur ku "
        "kush pse çfarë sa cili cila janë duke edhe ose vetëm gjatë deri para",
        "ëç",
        "",
    ),
}

CYRILLIC: dict[str, Marks] = {
    "ru": (
        "и в не на что он с как это по но к из у за от так о же для был все или его она только еще ещё "
        "быть если при которые который чтобы также были может после когда где кто почему сколько какой "
        "какая вы мы я до их этот эта эти того том тем нет есть себя будет этого через файл вот",
        "ыэё",
        "",
    ),
    "uk": (
        "і в на що не з у та до як за це від про але для його він або був також бути є вона якщо при які "
        "який щоб були може після коли де хто чому скільки яка ви ми із зі під їх лише ще й",
        "іїєґ",
        "",
    ),
    "be": (
        "і ў не на што з у як гэта па але да за ад для быў або яго яна таксама калі дзе хто чаму",
        "ўіыэё",
        "",
    ),
    "bg": (
        "и на да се в за от е не с по са като че това до при след но или който която които ще може беше "
        "към със без има само също когато къде кой защо колко както те той тя във между през което ли",
        "ъ",
        "",
    ),
    "sr": (
        "и у је се на да за са су од који као не о по из која што то или до али није само га их ово ће "
        "има нема ако ова овај када зашто колико где ни ли био била",
        "јљњћђџ",
        "",
    ),
    "mk": (
        "и на во да се за од е со не по како што кој која кое или до но при беше биде ги ова тоа дека ќе "
        "има нема ако тие ние може кога зошто колку",
        "ѓќѕј",
        "",
    ),
    "kk": (
        "және мен бұл бір үшін деп да де болып болған екен оның туралы",
        "әғқңөұүһі",
        "",
    ),
    "mn": (
        "нь болон энэ юм байна бол гэж дээр байсан нэг хүн",
        "өүыэ",
        "",
    ),
}

ARABIC: dict[str, Marks] = {
    "ar": (
        "في من على إلى أن عن هذا هذه التي الذي ما لا مع كان كانت ذلك بعد قبل كل بين أو هو هي لم قد ثم حتى "
        "عند متى أين كيف لماذا كم هل أي منذ خلال وقد كما غير إن",
        "ةيكىأإؤئ",
        "",
    ),
    "fa": (
        "و در به از که این را با است برای آن یک می بر تا هم شد خود یا بود کرد های شده اند نیز باید هر پس "
        "ها چه کجا کی چرا چگونه چند کدام دارد شود",
        "پچژگکی",
        "",
    ),
    "ur": (
        "کے کی میں کا ہے اور سے نے کو پر اس یہ کہ ہیں بھی تھا نہیں ایک جو کر لیے ہو گیا ان تھے تھی یا وہ "
        "کیا کون کب کہاں کیوں کیسے کتنا کتنے",
        "ٹڈڑےںہھکگچپ",
        "",
    ),
    "ps": (
        "د او په چې سره له کې دي نه دا شوي يې هم",
        "ټډړښۍېځڅ",
        "",
    ),
    "ckb": (
        "لە و بۆ بە کە ئەم لەگەڵ دا ئەو",
        "ڕۆێەڵڤ",
        "",
    ),
}

DEVANAGARI: dict[str, Marks] = {
    "hi": (
        "के में की है और से का को पर ने हैं यह कि भी एक था लिए नहीं हो इस जो कर या तो गया थे वह थी ही उस "
        "अपने क्या कौन कब कहाँ कहां क्यों कैसे कितना कितने कितनी जाता होता",
        "",
        "",
    ),
    "mr": (
        "आहे आणि या च्या मध्ये व हे ते ही की आहेत होते होता नाही एक त्या ला असे करण्यात त्यांनी तर पण हा "
        "साठी काय कोण केव्हा कुठे का कसे किती झाले केले येथे",
        "ळ",
        "",
    ),
    "ne": (
        "छ र को मा छन् भएको गर्न यो पनि हो लागि एक थियो तथा भने गरेको गर्ने कुन कहाँ किन कति",
        "",
        "",
    ),
    "sa": (
        "च न इति तु एव हि सः तत् अस्ति भवति यथा अपि वा",
        "",
        "",
    ),
}

BENGALI: dict[str, Marks] = {
    "bn": (
        "এবং ও এই করে থেকে একটি জন্য না হয় তার সঙ্গে কি কে কোথায় কখন কেন কত",
        "র",
        "",
    ),
    "as": (
        "আৰু এই কৰে পৰা এটা বাবে নহয় তেওঁ",
        "ৰৱ",
        "",
    ),
}
